import { sh } from '../shell-text.ts'

/**
 * Saving what was found before the first change, and checking it before it is used. A file is a table of
 * tab-separated fields; every field is checked against its form, and the file is never sourced.
 */
export const stateFunctions = sh`
# ---- The state found before the first change. It belongs to the host: one file for each plan's work, in order. ----
# Lines of a file, fields separated by tabs, "-" = unread or none:
#   run   SLUG SECONDS                         whose work it is, and since when
#   pf    ADDRESS IDS NUMVFS AUTOPROBE MTU UP
#   vf    PF INDEX DRIVER OVERRIDE TRUST MAC VLAN QOS PROTO SPOOFCHK LINKSTATE MAXRATE MINRATE
#   fn    ADDRESS IDS DRIVER OVERRIDE
#   net   PF INDEX NAME UP MTU MASTER          an interface of a VF; with INDEX "-" that of the function itself
#   addr  PF INDEX ADDRESS/LENGTH ENDS         ENDS: when it runs out, in seconds since 1970
#   route PF INDEX -4|-6 WORDS

readonly KEY=\${SLUG##*-}
readonly WORD_FORM='^[A-Za-z0-9_-]+$'
readonly NAME_FORM='^[A-Za-z0-9_][A-Za-z0-9_.:@+-]*$'
ENTRY='' IS_NEW_ENTRY=0
RECORDS=()

owner_of() { # owner_of FILE: slug of the plan whose work a file is -> OWNER
  OWNER=\${1##*/}
  OWNER=\${OWNER#*-}
  OWNER=\${OWNER%%.*}
}
is_own() { owner_of "$1" && [[ $OWNER == "$KEY" || $OWNER == *-"$KEY" ]]; } # a plan that was renamed keeps its key

load() { # load FILE: -> RECORDS
  RECORDS=()
  if [[ -r $1 ]]; then mapfile -t RECORDS <"$1"; fi
}

devices_in() { # devices_in FILE: -> DEVICES
  local kind address
  DEVICES=' '
  while IFS=$'\t' read -r kind address _; do
    if [[ $kind == pf || $kind == fn ]]; then DEVICES+="$address "; fi
  done <"$1"
}

choose_entry() { # the file for this run -> ENTRY; the plan's last one, unless another plan came after it
  local path address number=0
  ENTRY=''
  for path in "$STATE_DIR"/[0-9]*-*.tsv*; do
    [[ -e $path ]] || continue
    owner_of "$path"
    number=\${path##*/}
    number=$((10#\${number%%-*}))
    if [[ $path != *.tsv ]]; then continue; fi
    if is_own "$path"; then ENTRY=$path; continue; fi
    devices_in "$path"
    for address in "\${PFS[@]}" "\${FUNCTIONS[@]}"; do
      if [[ $DEVICES == *" $address "* ]]; then ENTRY=''; fi
    done
  done
  IS_NEW_ENTRY=0
  if [[ -z $ENTRY ]]; then
    printf -v ENTRY '%s/%06d-%s.tsv' "$STATE_DIR" "$((number + 1))" "$SLUG"
    IS_NEW_ENTRY=1
  fi
}

choose_way_back() { # the file to go back to -> ENTRY; refuses where another plan has changed the same devices since
  local path address later=() mine='' newest='' others=()
  ENTRY=''
  for path in "$STATE_DIR"/[0-9]*-*.tsv; do
    [[ -e $path ]] || continue
    newest=$path
    owner_of "$path"
    others+=("$OWNER")
    if is_own "$path"; then
      ENTRY=$path later=()
      devices_in "$path"
      mine=$DEVICES
    elif [[ -n $ENTRY ]]; then
      devices_in "$path"
      for address in $DEVICES; do
        if [[ $mine == *" $address "* ]]; then later+=("$OWNER"); break; fi
      done
    fi
  done
  if ((IS_LAST)); then
    ENTRY=$newest later=()
    if [[ -n $ENTRY ]]; then owner_of "$ENTRY"; say "going back to before the last plan that was applied here, $OWNER"; fi
  fi
  if ((\${#later[@]} > 0)); then
    against "Plan \${later[-1]} changed the same devices after this plan. Roll that one back first: with its own script, or with --rollback-last, which undoes what came last."
    return 0
  fi
  if [[ -n $ENTRY ]]; then return 0; fi
  for path in "$STATE_DIR"/[0-9]*-*.tsv.rolled-back; do
    if [[ -e $path ]] && { ((IS_LAST)) || is_own "$path"; }; then
      say 'nothing to roll back: this plan was rolled back already'
      finish unchanged 0
    fi
  done
  if ((\${#others[@]} == 0)); then against "There is no saved state in $STATE_DIR: no plan was applied here."
  else
    against "This plan was never applied here; \${others[*]} was. Roll that back with its own script, or what came last with --rollback-last."
  fi
}

has_record() { # has_record KIND ADDRESS: in RECORDS
  local line
  for line in "\${RECORDS[@]}"; do
    if [[ $line == "$1"$'\t'"$2"$'\t'* ]]; then return 0; fi
  done
  return 1
}

saved_driver() { # saved_driver PF INDEX: driver that a VF had before -> SAVED, "-" = none or not known
  local line kind pf index driver
  SAVED=-
  for line in "\${RECORDS[@]}"; do
    IFS=$'\t' read -r kind pf index driver _ <<<"$line"
    if [[ $kind == vf && $pf == "$1" && $index == "$2" ]]; then SAVED=$driver; fi
  done
}

pf_record() { # pf_record PF: its line and those of its VFs, on stdout
  local pf=$1 autoprobe=- mtu=- up=- index line knob
  ids_of "$pf"
  num_vfs_of "$pf" || return 1
  if [[ -n \${HELD[$pf]:-} ]]; then autoprobe=\${HELD[$pf]}
  elif read_line "$PCI/$pf/sriov_drivers_autoprobe"; then autoprobe=$LINE; fi
  if interface_of "$pf"; then
    if read_line "$NET/$INTERFACE/mtu"; then mtu=$LINE; fi
    if is_link_up "$pf"; then up=1; elif [[ $FOUND == down ]]; then up=0; fi
  fi
  printf 'pf\t%s\t%s\t%s\t%s\t%s\t%s\n' "$pf" "$IDS" "$NUM_VFS" "$autoprobe" "$mtu" "$up"
  VF_LINES_OF=''
  for ((index = 0; index < NUM_VFS; index++)); do
    vf_address "$pf" "$index" || continue
    driver_of "$VF"
    override_of "$VF"
    line=''
    for knob in trust mac vlan spoofchk link-state max-tx-rate min-tx-rate; do
      if vf_text "$pf" "$index" && knob_in "$knob" "$VF_TEXT"; then
        if [[ $knob == vlan ]]; then line+=$'\t'\${FOUND// /$'\t'}; else line+=$'\t'$FOUND; fi
      elif [[ $knob == vlan ]]; then line+=$'\t-\t-\t-'
      else line+=$'\t-'; fi
    done
    printf 'vf\t%s\t%s\t%s\t%s%s\n' "$pf" "$index" "\${DRIVER:--}" "\${OVERRIDE:--}" "$line"
    net_records "$VF" "$pf" "$index"
  done
  if ((NUM_VFS > 0)) && is_list_cut "$pf"; then
    printf 'note: ip lists %d of the %d VFs of %s; rollback leaves the settings of the others as they are\n' \
      "\${#VF_LINES[@]}" "$NUM_VFS" "$pf" >&2
  fi
}

function_record() { # function_record ADDRESS: its line, on stdout; those of its VFs too, which go with it
  ids_of "$1"
  driver_of "$1"
  override_of "$1"
  printf 'fn\t%s\t%s\t%s\t%s\n' "$1" "$IDS" "\${DRIVER:--}" "\${OVERRIDE:--}"
  net_records "$1" "$1" -
  if num_vfs_of "$1" && ((NUM_VFS > 0)) && ! has_record pf "$1" && [[ " \${PFS[*]:-} " != *" $1 "* ]]; then pf_record "$1"; fi
}

save_state() { # once for each device: a later run must not take its own work for what was there before
  local address
  mkdir -p -- "$STATE_DIR" || return 1
  choose_entry
  load "$ENTRY"
  {
    if ((\${#RECORDS[@]} > 0)); then printf '%s\n' "\${RECORDS[@]}"
    else printf 'run\t%s\t%(%s)T\n' "$SLUG" -1; fi
    for address in "\${PFS[@]}"; do has_record pf "$address" || pf_record "$address" || return 1; done
    for address in "\${FUNCTIONS[@]}"; do has_record fn "$address" || function_record "$address" || return 1; done
  } >"$ENTRY.new" && sync -- "$ENTRY.new" && mv -- "$ENTRY.new" "$ENTRY" && load "$ENTRY"
}

check_record() { # check_record KIND FIELDS...: refuses a file that was tampered with or cut off
  local fields=("\${@:2}") field forms=() position=0
  local number='^[0-9]+$' maybe_number='^([0-9]+|-)$' ids='^[0-9a-f]{4}:[0-9a-f]{4}$' bit='^[01-]$'
  case $1 in
    run) forms=("$WORD_FORM" "$number") ;;
    pf) forms=("$ADDRESS_FORM" "$ids" "$number" "$bit" "$maybe_number" "$bit") ;;
    fn) forms=("$ADDRESS_FORM" "$ids" "$WORD_FORM" "$WORD_FORM") ;;
    vf) forms=("$ADDRESS_FORM" "$number" "$WORD_FORM" "$WORD_FORM" '^(on|off|-)$' '^([0-9a-f:]{17}|none|-)$' "$maybe_number"
      "$maybe_number" '^(802\.1Q|802\.1ad|-)$' '^(on|off|-)$' '^(auto|enable|disable|-)$' "$maybe_number" "$maybe_number") ;;
    net) forms=("$ADDRESS_FORM" "$maybe_number" "$NAME_FORM" "$bit" "$maybe_number" "^-$|$NAME_FORM") ;;
    addr) forms=("$ADDRESS_FORM" "$maybe_number" '^[0-9a-fA-F.:]+/[0-9]+$' "$maybe_number") ;;
    route) forms=("$ADDRESS_FORM" "$maybe_number" '^-[46]$' '^[A-Za-z0-9][A-Za-z0-9._:/ -]*$') ;;
    *) return 1 ;;
  esac
  ((\${#fields[@]} == \${#forms[@]})) || return 1
  for field in "\${fields[@]}"; do
    [[ $field =~ \${forms[position]} ]] || return 1
    position=$((position + 1))
  done
}
`
