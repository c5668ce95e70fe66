/* SPDX-License-Identifier: GPL-2.0 */
/* The probe is one object: its families share settings, rings and scratch space. */

#include "dispatch.bpf.c"
#include "listed.bpf.c"
#include "process.bpf.c"
#include "file.bpf.c"
#include "network.bpf.c"
#include "message.bpf.c"
#include "option.bpf.c"
#include "privilege.bpf.c"
#include "key.bpf.c"
#include "mount.bpf.c"
#include "semaphore.bpf.c"
#include "uring.bpf.c"
#include "trace.bpf.c"
#include "snapshot.bpf.c"

char LICENSE[] SEC("license") = "GPL";
