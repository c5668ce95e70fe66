/* SPDX-License-Identifier: GPL-2.0 */
/* What differs between processors: where a system call keeps its number and arguments. */
#pragma once

#include "access.h"

#define THREAD_SIZE (16 << 10)

#if defined(__TARGET_ARCH_x86)

struct pt_regs {
	unsigned long bp, bx, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip;
} __attribute__((preserve_access_index));

#define TS_COMPAT 2
#define COMPAT_SOCKETCALL 102

static __always_inline u32 syscall_number(struct pt_regs *regs)
{
	return regs->orig_ax;
}

/* What the caller gets back. */
static __always_inline long returned_value(struct pt_regs *regs)
{
	return regs->ax;
}

static __always_inline bool is_compat(struct task_struct *task)
{
	return GET(task, thread_info.status) & TS_COMPAT;
}

static __always_inline u64 instruction_pointer(struct pt_regs *regs)
{
	return regs->ip;
}

static __always_inline void syscall_arguments(struct pt_regs *regs, u64 *args)
{
	args[0] = regs->di;
	args[1] = regs->si;
	args[2] = regs->dx;
	args[3] = regs->r10;
	args[4] = regs->r8;
	args[5] = regs->r9;
}

static __always_inline void compat_arguments(struct pt_regs *regs, u64 *args)
{
	args[0] = (u32)regs->bx;
	args[1] = (u32)regs->cx;
	args[2] = (u32)regs->dx;
	args[3] = (u32)regs->si;
	args[4] = (u32)regs->di;
	args[5] = (u32)regs->bp;
}

#elif defined(__TARGET_ARCH_arm64)

struct pt_regs {
	u64 regs[31];
	u64 pc;
	u64 orig_x0;
	s32 syscallno;
} __attribute__((preserve_access_index));

#define TIF_32BIT (1 << 22)
#define COMPAT_SOCKETCALL 102

static __always_inline u32 syscall_number(struct pt_regs *regs)
{
	return regs->syscallno;
}

static __always_inline long returned_value(struct pt_regs *regs)
{
	return regs->regs[0];
}

static __always_inline bool is_compat(struct task_struct *task)
{
	return GET(task, thread_info.flags) & TIF_32BIT;
}

static __always_inline u64 instruction_pointer(struct pt_regs *regs)
{
	return regs->pc;
}

static __always_inline void syscall_arguments(struct pt_regs *regs, u64 *args)
{
	args[0] = regs->orig_x0;
	args[1] = regs->regs[1];
	args[2] = regs->regs[2];
	args[3] = regs->regs[3];
	args[4] = regs->regs[4];
	args[5] = regs->regs[5];
}

static __always_inline void compat_arguments(struct pt_regs *regs, u64 *args)
{
	syscall_arguments(regs, args);
}

#else
#error "set __TARGET_ARCH_x86 or __TARGET_ARCH_arm64"
#endif

/* The registers with which a task entered the kernel. They lie at the end of its stack; from 5.15 on the kernel says where. */
static __always_inline struct pt_regs *entry_registers(struct task_struct *task)
{
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	return (struct pt_regs *)(READ(task, stack) + THREAD_SIZE - bpf_core_type_size(struct pt_regs));
}
