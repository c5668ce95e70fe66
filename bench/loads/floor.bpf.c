/* SPDX-License-Identifier: GPL-2.0 */
/* The least that anybody pays who looks at every system call: a program that does nothing. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tp_btf/sys_exit")
int nothing(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
