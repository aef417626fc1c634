-- The library: books, readers and loans.

CREATE SCHEMA IF NOT EXISTS library;
CREATE EXTENSION IF NOT EXISTS pgcrypto;

-- How a book is bound.
CREATE TYPE library.binding AS ENUM ('paper', 'hard');

CREATE TYPE address AS (
    street text,
    town text
);

CREATE SEQUENCE library.loan_id START 1000;

/* Every book that the library owns,
   lent or not. */
CREATE TABLE IF NOT EXISTS library.books (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title text NOT NULL,
    binding library.binding DEFAULT 'paper',
    -- Who wrote it.
    author_id integer REFERENCES authors (id) ON DELETE CASCADE,
    price numeric(10, 2) CHECK (price > 0),
    UNIQUE (title, author_id)
);

create table loans (
    book_id bigint not null,
    reader varchar(80) not null,
    due date default now(),
    primary key (book_id, reader),
    foreign key (book_id) references library.books (id)
);

CREATE UNIQUE INDEX loans_by_reader ON loans USING btree (reader, due DESC);

-- Books that are out.
CREATE OR REPLACE VIEW library.lent AS
SELECT b.id, b.title, count(*) AS times
FROM library.books AS b
JOIN loans l ON l.book_id = b.id
WHERE l.due > now()
GROUP BY b.id, b.title;

CREATE MATERIALIZED VIEW busy_readers AS
WITH counted AS (
    SELECT reader, count(*) AS n FROM loans GROUP BY reader
)
SELECT reader FROM counted WHERE n > 3;

-- Extends a loan by some days.
CREATE OR REPLACE FUNCTION library.extend_loan(
    loan bigint,
    days integer DEFAULT 14
) RETURNS date
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE loans SET due = due + days WHERE book_id = loan;
    RETURN now() + days;
END;
$$;

CREATE FUNCTION late_fee(days integer) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE WHEN days > 0 THEN days * 0.2 ELSE 0 END $$;

CREATE TRIGGER touch_loan
    BEFORE UPDATE ON loans
    FOR EACH ROW
    EXECUTE FUNCTION library.touch();

ALTER TABLE library.books ADD COLUMN isbn text;

INSERT INTO loans (book_id, reader) VALUES (1, 'Ada');

DELETE FROM loans WHERE due < now() - interval '1 year';
