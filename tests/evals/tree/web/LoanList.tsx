import { useEffect, useState } from "react";

import { listLoans, type LoanView } from "./api";

/** A member's loans, the overdue ones in red. */
export function LoanList({ member }: { member: string }) {
  const [loans, setLoans] = useState<LoanView[]>([]);
  useEffect(() => {
    void listLoans(member).then(setLoans);
  }, [member]);
  return (
    <ul>
      {loans.map((loan) => (
        <li key={loan.title} style={{ color: isOverdue(loan) ? "red" : "inherit" }}>
          {loan.title}, due {loan.due}
        </li>
      ))}
    </ul>
  );
}

function isOverdue(loan: LoanView): boolean {
  return new Date(loan.due) < new Date();
}
