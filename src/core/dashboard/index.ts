// Takes what a pass found, sorted for people; gives the body of the dashboard issue, and which issue it is.
export { dashboardBody, dashboardMarker } from "./dashboard-body.ts";
export { findDashboard, needsAttention, saysTheSame } from "./judge-dashboard.ts";
export { type DashboardVerb, type SectionId, sections } from "./sections.ts";
export type { DashboardItem, DashboardView, ManagedSetting, SourceHealth } from "./view.ts";
