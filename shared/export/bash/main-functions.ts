import { sh } from './shell-text.ts'

/** Settings of the shell itself: before anything else in a script. */
export const shellSettings = sh`
# shellcheck disable=SC2317,SC2329 # verbs are called by name, which shellcheck cannot follow
# Every failure is handled where it happens; "set -e" would not be in force inside conditions anyway.
set -u -o pipefail
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 077
IFS=$' \t\n'
`

/** The frame of a script: options, checks before the first write, the run over all steps, and the ways to end. */
export const mainFunctions = sh`
# ---- Frame: options, checks before the first write, the run over all steps, the ways to end. ----

MODE=apply
IS_DRY=0
ALLOW_RECREATE=0
ALLOW_INTERFACES=0
STEP=0
STARTED=0
CHANGED=0
DIFFERENT=0
FAILURES=0
UNREAD=0
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

on_exit() {
  if ((STARTED)); then
    printf '%s\n' "The run ended in the middle, after $CHANGED changes. Nothing is lost: run the script again to go on," \
      "or run it with --rollback to return to the state saved in $STATE." >&2
  fi
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
  finish_failed
}

finish_failed() {
  printf 'result failed changed=%d different=%d\n' "$CHANGED" "$DIFFERENT"
  exit 1
}

step() { # step DESCRIPTION VERB ARGUMENTS...
  local description=$1 verb=$2 was
  shift 2
  if [[ $MODE == rehearse ]]; then
    if ! "is_$verb" "$@" && declare -F "risk_$verb" >/dev/null; then "risk_$verb" "$@"; fi
    return 0
  fi
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

expect() { # expect ADDRESS IDS DRIVER|- NUMVFS|- iommu|- interface|-: is it still the hardware of the plan?
  if [[ ! -d $PCI/$1 ]]; then against "$1: there is no such PCI function on this host."; return 0; fi
  ids_of "$1"
  if [[ $IDS != "$2" ]]; then against "$1 is $IDS, the plan was made for $2: the hardware was moved."; return 0; fi
  driver_of "$1"
  if [[ $3 != - && $DRIVER != "$3" ]]; then against "$1 is bound to \${DRIVER:-no driver}, the plan was made for $3."; fi
  if [[ $4 != - ]]; then
    if ! read_line "$PCI/$1/sriov_totalvfs"; then against "$1 offers no VFs: SR-IOV is off in firmware or device."
    elif (($4 > LINE)); then against "$1 offers $LINE VFs, the plan wants $4."; fi
    if [[ ! -e $PCI/$1/sriov_drivers_autoprobe ]]; then
      against "$1: this kernel has no sriov_drivers_autoprobe (it came with Linux 4.12)."
    fi
  fi
  if [[ $5 == iommu && ! -L $PCI/$1/iommu_group ]]; then
    against "$1 is in no IOMMU group: turn on VT-d or AMD-Vi in firmware and kernel."
  fi
  if [[ $6 == interface ]] && ! interface_of "$1"; then against "$1 has no network interface."; fi
}

usage() {
  cat <<'END'
Brings one host to a plan made with VF Lab.

  (no option)       apply: save the state found, make every change that is needed, verify
  --dry-run         tell what apply would change; change nothing
  --verify          read back every part of the plan; change nothing
  --rollback        return to the state found before the first change; with --dry-run,
                    tell what that would change
  --show            print the steps and leave
  --allow-recreate  with apply: destroy existing VFs where their number changes, and take
                    functions whose interfaces the host's own network uses. A function in
                    use by a VM, by a mounted file system or by this SSH session is never taken.
  --help            print this

Exit status: 0 as planned (or done), 1 differs or failed, 2 wrong usage,
3 refused because of what was found, nothing changed.
END
}

only_one_of() { printf 'only one of %s and %s, please\n' "$1" "$2" >&2; exit 2; }

set_mode() {
  if [[ -n $CHOSEN ]]; then only_one_of "$CHOSEN" "$1"; fi
  CHOSEN=$1
  MODE=\${1#--}
}

one_at_a_time() {
  if ! command -v flock >/dev/null; then say 'note: no flock here, so nothing keeps two runs apart'; return 0; fi
  if ! exec 9>/run/vflab.lock; then against 'The lock file /run/vflab.lock cannot be opened.'; return 0; fi
  flock -n 9 || against 'Another VF Lab run is changing this host right now.'
}

rehearse() { # everything that stands against a run, found before anything is written
  local mode=$MODE
  plan_identities
  if ((\${#REFUSALS[@]} == 0)) && [[ $mode != verify ]]; then
    MODE=rehearse
    look_for_vfio_holders
    plan_steps
    MODE=$mode
  fi
}

main() {
  local option
  CHOSEN='' QUIET=0
  for option in "$@"; do
    case $option in
      --verify | --rollback | --show) set_mode "$option" ;;
      --dry-run) IS_DRY=1 ;;
      --allow-recreate) ALLOW_RECREATE=1 ;;
      --allow-interfaces) ALLOW_INTERFACES=1 ;;
      --allow-drives | --allow-unclear | --allow-running-vms) ;;
      -h | --help) usage; exit 0 ;;
      *)
        printf 'unknown option: %q (see --help)\n' "$option" >&2
        exit 2
        ;;
    esac
  done
  if ((IS_DRY)); then
    case $MODE in
      apply) MODE=dry-run ;;
      rollback) ;;
      *) only_one_of --dry-run "--$MODE" ;;
    esac
  fi
  exec </dev/null
  if ((IS_DRY)) && [[ $MODE == rollback ]]; then say "VF Lab: dry run of the rollback of plan '$PLAN_NAME' on host '$HOST_NAME'"
  else say "VF Lab: $MODE plan '$PLAN_NAME' on host '$HOST_NAME'"; fi
  if [[ $MODE == show ]]; then
    plan_steps
    exit 0
  fi
  if [[ $MODE == apply || $MODE == rollback ]]; then
    if ((EUID != 0)); then against 'This needs root.'; stop_if_refused; fi
    if ((!IS_DRY)); then one_at_a_time; stop_if_refused; fi
  elif ((EUID != 0)); then say 'note: not root, so use by other processes and some settings cannot be seen'; fi
  if [[ $HOST_NAME != "$(uname -n)" ]]; then say "note: this host calls itself '$(uname -n)'"; fi

  trap on_exit EXIT
  trap 'exit 1' INT TERM HUP PIPE
  if [[ $MODE == rollback ]]; then roll_back; fi

  rehearse
  if [[ $MODE == dry-run ]]; then
    tell_refusals
    plan_steps
    finish_dry_run
  fi
  stop_if_refused
  FRESH=()
  if [[ $MODE == verify ]]; then
    plan_steps
    tell_unread
    if ((DIFFERENT > 0)); then finish differs 1; fi
    finish as-planned 0
  fi

  if ! save_state; then
    against "The state found could not be saved in $STATE_DIR."
    stop_if_refused
  fi
  STARTED=1
  plan_steps
  # Later steps may have undone earlier ones, for example by a reset of the PF: everything is read once more.
  MODE=verify QUIET=1 VF_LINES_OF=''
  plan_steps
  STARTED=0
  tell_unread
  if ((DIFFERENT > 0)); then finish differs 1; fi
  if ((CHANGED == 0)); then say 'already as planned, nothing was changed'; fi
  finish as-planned 0
}
`
