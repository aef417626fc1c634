import { DashboardScreen } from "@/screens/dashboard/DashboardScreen";

export default function Home() {
  return <DashboardScreen />;
}
