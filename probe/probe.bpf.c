/* SPDX-License-Identifier: GPL-2.0 */
/* The probe is one object: its families share settings, rings and scratch space. */

#include "dispatch.bpf.c"
#include "process.bpf.c"
#include "file.bpf.c"
#include "network.bpf.c"
#include "privilege.bpf.c"
#include "uring.bpf.c"
#include "snapshot.bpf.c"

char LICENSE[] SEC("license") = "GPL";
