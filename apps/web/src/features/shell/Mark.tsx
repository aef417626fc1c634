/** The product's sign: a remark with a tick in it. */
export function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className="size-8">
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <g fill="none" className="stroke-accent-ink" strokeWidth="2.4" strokeLinejoin="round">
        <path d="M8 9h16v11H15l-5 4v-4H8z" />
        <path d="m12.5 14.5 2.5 2.3 4.5-4.4" strokeLinecap="round" />
      </g>
    </svg>
  );
}
