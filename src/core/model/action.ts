/** What to do about one change on the code host. A value: `app/perform-action.ts` turns it into calls. */
export type Action =
  /** `moveFrom` is the commit the branch must still point at; `null`: it must not exist. */
  | { readonly kind: "open-pull-request"; readonly moveFrom: string | null }
  | {
      readonly kind: "update-pull-request";
      readonly number: number;
      readonly moveFrom: string;
      readonly why: string;
    }
  | {
      readonly kind: "leave";
      readonly number: number | null;
      readonly because: LeaveReason;
      readonly message: string;
    };

export type LeaveReason = "up-to-date" | "edited-by-a-person" | "declined-by-a-person" | "foreign-branch";
