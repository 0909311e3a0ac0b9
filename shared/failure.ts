/** Why a request failed, fit to be shown: what, where, and what to do. */
export interface Failure {
  readonly kind: string
  readonly message: string
  /** What the user can do; empty where nothing helps. */
  readonly fix: string
}
