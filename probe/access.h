/* SPDX-License-Identifier: GPL-2.0 */
/* How the kernel's objects are looked into: the task that runs, and the members of what it leads to. */
#pragma once

#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

/* By copying, which works with any address and everywhere. What comes out is a number to the verifier, also where it is an address. */
#define COPY BPF_CORE_READ

/* 5.11 and later hand out the running task as an object that can be looked into directly. */
#define HAS_TYPED_TASK bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf)

/*
 * By looking, which costs a fraction, where the kernel lets us. Which of the two it is, is a constant by the time that the verifier
 * sees it: what does not apply is cut out.
 */
#define GET(object, ...) (HAS_TYPED_TASK ? ___arrow(object, __VA_ARGS__) : COPY(object, __VA_ARGS__))

extern void *bpf_rdonly_cast(const void *object, u32 type) __ksym __weak;

/* An object that is known by its address alone, as one that can be looked into. */
#define CAST(object) ((typeof(object))bpf_rdonly_cast(object, bpf_core_type_id_kernel(typeof(*(object)))))

/* Whatever the address: by looking where the kernel has the cast (6.2 and later), else by copying. */
#define READ(object, ...) (bpf_rdonly_cast ? ___arrow(CAST(object), __VA_ARGS__) : COPY(object, __VA_ARGS__))

/*
 * The same task through a pointer that the verifier does not trust. Nothing here needs its trust, and at each step from a trusted
 * pointer it searches the kernel's type information by name, which is most of the time that loading takes. Kernels without the cast
 * do not search.
 */
static __always_inline struct task_struct *plain(struct task_struct *task)
{
	return bpf_rdonly_cast ? bpf_rdonly_cast(task, bpf_core_type_id_kernel(struct task_struct)) : task;
}

static __always_inline struct task_struct *current_task(void)
{
	return HAS_TYPED_TASK ? plain(bpf_get_current_task_btf()) : (struct task_struct *)bpf_get_current_task();
}
