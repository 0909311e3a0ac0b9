import { sh } from '../shell-text.ts'

/** Shell functions that find out what lies on each PCI function, and which process has it open. */
export const surroundingsFunctions = sh`
# ---- What lies on which function, and who has it open. Looked up all at once: a search for each function is slow. ----

declare -A NETS_ON=() BLOCKS_ON=() NODES_ON=() HOLDER=()

place() { # place ARRAY NAME PATH: puts NAME under every PCI address on PATH
  local -n array=$1
  local rest=$3 address
  while [[ $rest =~ /([0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7])(/.*)$ ]]; do
    address=\${BASH_REMATCH[1]} rest=\${BASH_REMATCH[2]}
    # shellcheck disable=SC2004 # the array is an associative one
    array[$address]+="$2 "
  done
}

place_all() { # place_all ARRAY FOLDER: every link of a folder of sysfs
  local name target
  while IFS=$'\t' read -r name target; do
    if [[ $name != *[[:space:]]* ]]; then place "$1" "$name" "$target"; fi
  done < <(find "$2" -maxdepth 1 -type l -printf '%f\t%l\n' 2>/dev/null)
}

look_around() { # interfaces, block devices and other device nodes by address; the process that has a node open
  local folder target name
  NETS_ON=() BLOCKS_ON=() NODES_ON=() HOLDER=()
  place_all NETS_ON "$NET"
  place_all BLOCKS_ON "$SYS/class/block"
  # The links here are called 226:0 and the like; the node has the name that the link points to.
  while IFS= read -r target; do
    name=\${target##*/}
    if [[ $name != *[[:space:]]* ]]; then place NODES_ON "$name" "$target"; fi
  done < <(find "$SYS/dev/char" -maxdepth 1 -type l -printf '%l\n' 2>/dev/null)
  # NVIDIA's own driver names the minor number of /dev/nvidiaN in /proc only.
  for folder in "$PROC/driver/nvidia/gpus"/*; do
    [[ -r $folder/information ]] || continue
    while read -r target name; do
      if [[ $target == Device && $name =~ ^Minor:[[:space:]]*([0-9]+)$ ]]; then
        place NODES_ON "nvidia\${BASH_REMATCH[1]}" "/\${folder##*/}/"
      fi
    done <"$folder/information"
  done
  while IFS=$'\t' read -r folder target; do
    folder=\${folder%/fd}
    HOLDER[$target]=\${folder##*/}
    # A node of /dev/dri or /dev/infiniband is known by its last part, that of a VFIO group by all of it.
    if [[ $target != /dev/vfio/[0-9n]* ]]; then HOLDER[node \${target##*/}]=\${folder##*/}; fi
  done < <(find "$PROC"/[0-9]*/fd -maxdepth 1 -lname '/dev/*' ! -lname /dev/null ! -lname '/dev/pts/*' \
    ! -lname '/dev/shm/*' -printf '%h\t%l\n' 2>/dev/null)
  look_for_sessions
  HAS_LOOKED_FAR=0
}

process_name() { # process_name PID: the guest's name where it is QEMU, else the command -> PROCESS
  local words=() word form='guest=([A-Za-z0-9_.-]+)'
  PROCESS=''
  if read_line "$PROC/$1/comm"; then PROCESS=$LINE; fi
  mapfile -d '' -t words 2>/dev/null <"$PROC/$1/cmdline" || true
  for word in "\${words[@]}"; do
    if [[ $word =~ $form ]]; then PROCESS="VM \${BASH_REMATCH[1]}"; fi
  done
}
`
