import { sh } from '../shell-text.ts'

/** The frame of a script: the run over all steps, and the ways to end. */
export const frameFunctions = sh`
# ---- Frame: options, checks before the first write, the run over all steps, the ways to end. ----

MODE=apply
IS_DRY=0
IS_LAST=0
STEP=0
STARTED=0
CHANGED=0
DIFFERENT=0
FAILURES=0
UNREAD=0
QUIET=0
REFUSALS=()
FOUND='' WHY='' USE='' UNREADABLE=0

say() { printf '%s\n' "$*"; }
announce() { STEP=$((STEP + 1)); printf 'step %d/%d %s\n' "$STEP" "$STEP_COUNT" "$1"; }
against() { REFUSALS+=("$1"); }

finish() { # finish WORD STATUS: the last line of every run is "result WORD ..."
  printf 'result %s changed=%d different=%d\n' "$1" "$CHANGED" "$DIFFERENT"
  STARTED=0
  exit "$2"
}

on_exit() { # a run that does not come to its end still puts back what was for a moment, and tells how things are
  if ((!STARTED)); then return 0; fi
  trap '' INT TERM HUP PIPE
  STARTED=0
  settle
  tell_end_in_the_middle >&2 || true
}

tell_end_in_the_middle() {
  local lost
  say "The run ended in the middle, after $CHANGED changes."
  for lost in "\${LOST[@]}"; do say "Gone until then: $lost."; done
  if ((\${#LOST[@]} == 0)); then say 'No VF was destroyed.'; fi
  for lost in "\${!UNPROBED[@]}"; do say "VFs of $lost may be without their driver."; done
  say "Run the script again to go on, or run it with --rollback to return to the state saved in $ENTRY."
}

stop_if_refused() {
  if ((\${#REFUSALS[@]} == 0)); then return 0; fi
  printf 'refused: %s\n' "\${REFUSALS[@]}" >&2
  say 'Nothing was changed.'
  finish refused 3
}

tell_refusals() { # of a dry run, which goes on all the same
  if ((\${#REFUSALS[@]} > 0)); then printf 'would be refused: %s\n' "\${REFUSALS[@]}"; fi
}

finish_dry_run() {
  say "a run would make $DIFFERENT changes; nothing was changed"
  finish dry-run 0
}

stop() { # stop WHY: a step failed
  printf '  failed: %s\n' "$1" >&2
  printf 'result failed changed=%d different=%d\n' "$CHANGED" "$DIFFERENT"
  exit 1
}

step() { # step DESCRIPTION VERB ARGUMENTS...
  local description=$1 verb=$2 was
  shift 2
  case $MODE in
    claim)
      if declare -F "claims_$verb" >/dev/null; then "claims_$verb" "$@"; fi
      return 0
      ;;
    rehearse)
      if ! "is_$verb" "$@" && declare -F "risk_$verb" >/dev/null; then "risk_$verb" "$@"; oppose; fi
      return 0
      ;;
  esac
  if ((!QUIET)); then announce "$description"; fi
  if [[ $MODE == show ]]; then return 0; fi
  FOUND='' WHY='' UNREADABLE=0
  if "is_$verb" "$@"; then
    if ((!QUIET)); then say '  as planned'; fi
    return 0
  fi
  case $MODE in
    verify)
      if ((UNREADABLE)); then
        UNREAD=$((UNREAD + 1))
        if ((!QUIET)); then say "  $FOUND"; fi
        return 0
      fi
      DIFFERENT=$((DIFFERENT + 1))
      if ((QUIET)); then say "differs: $description"; fi
      say "  differs: found $FOUND"
      ;;
    dry-run)
      DIFFERENT=$((DIFFERENT + 1))
      say "  would change: found $FOUND"
      ;;
    apply)
      was=$FOUND
      if ! "do_$verb" "$@"; then stop "$WHY"; fi
      if ! "is_$verb" "$@"; then
        if ((!UNREADABLE)); then stop "the host took it, but it reads back as: $FOUND"; fi
        CHANGED=$((CHANGED + 1))
        say "  the host took it; $FOUND"
        return 0
      fi
      if [[ $FOUND == "$was" ]]; then say "  nothing to change: $FOUND"
      else
        CHANGED=$((CHANGED + 1))
        say "  changed: was $was"
      fi
      ;;
  esac
}

tell_unread() {
  if ((UNREAD > 0)); then say "note: $UNREAD settings of VFs cannot be read back, because ip does not list these VFs"; fi
}

is_root() { ((EUID == 0)); }

one_at_a_time() { # one_at_a_time write|read
  local lock=$RUN/vflab.lock
  if ! command -v flock >/dev/null; then
    if [[ $1 == write ]]; then say 'note: no flock here, so nothing keeps two runs apart'; fi
    return 0
  fi
  # Who only reads leaves no trace: without the file, no run is going on.
  if [[ $1 == read && ! -w $lock ]]; then return 0; fi
  if ! { exec 9>>"$lock"; } 2>/dev/null; then against "The lock file $lock cannot be opened."; return 0; fi
  flock -n 9 || against 'Another VF Lab run is changing this host right now.'
}

rehearse() { # everything that stands against a run, found before anything is written
  local mode=$MODE
  plan_identities
  if ((\${#REFUSALS[@]} > 0)) || [[ $mode == verify ]]; then return 0; fi
  look_around
  MODE=claim
  plan_steps
  MODE=rehearse
  plan_steps
  MODE=$mode
}

tell_losses() {
  local loss
  for loss in "\${LOSSES[@]}"; do say "takes away: $loss"; done
}

apply_plan() {
  rehearse
  if [[ $MODE == dry-run ]]; then
    tell_refusals
    tell_losses
    plan_steps
    finish_dry_run
  fi
  stop_if_refused
  FRESH=()
  if ! save_state; then
    against "The state found could not be saved in $STATE_DIR."
    stop_if_refused
  fi
  tell_losses
  begin_journal apply
  plan_steps
  # Later steps may have undone earlier ones, for example by a reset of the PF: everything is read once more.
  MODE=verify QUIET=1 VF_LINES_OF='' CUT_RUN='' UNPROBED=()
  plan_steps
  end_journal
  tell_unread
  if ((CHANGED == 0 && IS_NEW_ENTRY)); then rm -f -- "$ENTRY"; fi
  if ((DIFFERENT > 0)); then finish differs 1; fi
  if ((CHANGED == 0)); then say 'already as planned, nothing was changed'
  else say 'This is so until the next reboot; run the script again after it.'; fi
  finish as-planned 0
}

verify_plan() {
  rehearse
  stop_if_refused
  plan_steps
  tell_unread
  if ((DIFFERENT > 0)); then finish differs 1; fi
  finish as-planned 0
}

main() {
  read_options "$@"
  exec </dev/null
  if ((IS_DRY)) && [[ $MODE == rollback ]]; then say "VF Lab: dry run of the rollback of plan '$PLAN_NAME' on host '$HOST_NAME'"
  else say "VF Lab: $MODE plan '$PLAN_NAME' on host '$HOST_NAME'"; fi
  if [[ $MODE == show ]]; then
    plan_steps
    exit 0
  fi
  if is_root; then
    if [[ $MODE == verify ]] || ((IS_DRY)); then one_at_a_time read; else one_at_a_time write; fi
  elif [[ $MODE == apply || $MODE == rollback ]]; then against 'This needs root.'
  else say 'note: not root, so use by other processes and some settings cannot be seen'; fi
  stop_if_refused
  check_host
  stop_if_refused
  read_journal
  tell_cut_run

  trap on_exit EXIT
  trap 'exit 1' INT TERM HUP PIPE
  case $MODE in
    rollback) roll_back ;;
    verify) verify_plan ;;
    *) apply_plan ;;
  esac
}
`
