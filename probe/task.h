/* SPDX-License-Identifier: GPL-2.0 */
/* What a task is: its numbers, memory, credentials, program. */
#pragma once

#include "path.h"

/* Number of a pid in the namespace at a level, 0 where it has none. */
static __always_inline u32 number_at(struct pid *pid, u32 level)
{
	u32 number = 0;

	if (!level)
		return GET(pid, numbers[0].nr);
	if (GET(pid, level) >= level)
		bpf_probe_read_kernel(&number, sizeof(number), &pid->numbers[level & 31].nr);
	return number;
}

static __always_inline u32 own_level(struct task_struct *task)
{
	return GET(task, thread_pid, level);
}

static __always_inline u64 namespace_init_start(struct task_struct *task)
{
	struct upid upid = {};

	bpf_probe_read_kernel(&upid, sizeof(upid), &GET(task, thread_pid)->numbers[own_level(task) & 31]);
	return READ(upid.ns, child_reaper, start_time);
}

static __always_inline u64 capabilities(const kernel_cap_t *set)
{
	u64 bits = 0;

	/* One word or two of half the size: the bytes are the same. */
	bpf_probe_read_kernel(&bits, sizeof(bits), set);
	return bits;
}

/* Numbered as in user space: major above the low byte of the minor. */
static __always_inline u32 encode_device(u32 major, u32 minor)
{
	return (minor & 0xff) | (major << 8) | ((minor & ~0xffU) << 12);
}

static __always_inline u32 terminal(struct task_struct *task)
{
	struct tty_struct *tty = GET(task, signal, tty);

	if (!tty)
		return 0;
	return encode_device(GET(tty, driver, major), GET(tty, driver, minor_start) + GET(tty, index));
}

/* Kinds of pages that a process has, as the kernel numbers them. */
#define MM_FILEPAGES 0
#define MM_ANONPAGES 1
#define MM_SWAPENTS 2
#define MM_SHMEMPAGES 3

/*
 * The kernel adds up shares of several processors, which may be below zero for a moment. Where they were plain counters, up to 6.1, the
 * verifier does not let anybody look at them.
 */
static __always_inline u64 whole_pages(s64 pages)
{
	return pages > 0 ? pages : 0;
}

#define RESIDENT_PAGES(mm, kind)										\
	whole_pages(bpf_core_type_exists(struct mm_rss_stat)							\
			    ? (s64)COPY(((struct mm_struct___atomic_counts *)(mm)), rss_stat.count[kind].counter)	\
			    : (s64)GET(mm, rss_stat[kind].count))

static __always_inline u64 all_resident_pages(struct mm_struct *mm)
{
	return RESIDENT_PAGES(mm, MM_FILEPAGES) + RESIDENT_PAGES(mm, MM_ANONPAGES) + RESIDENT_PAGES(mm, MM_SHMEMPAGES);
}

static __always_inline void push_memory(struct scratch *s, struct mm_struct *mm)
{
	u32 kilobytes = settings.page_kilobytes;

	push_u32(s, mm ? GET(mm, total_vm) * kilobytes : 0);
	push_u32(s, mm ? all_resident_pages(mm) * kilobytes : 0);
	push_u32(s, mm ? RESIDENT_PAGES(mm, MM_SWAPENTS) * kilobytes : 0);
}

/*
 * argv as it lies in the memory of the current task: argv[0], then the rest with its zero bytes. Both together are cut at PATH_LIMIT.
 */
__noinline int push_arguments(u32 slot, u64 start, u64 end)
{
	struct scratch *s = scratch_of(slot);

	if (!s)
		return 0;
	if (!start || end <= start) {
		push_empty(s);
		push_empty(s);
		return 0;
	}

	u32 before = s->at;

	push_user_string(slot, start, PATH_LIMIT);
	u32 first = s->at - before;

	if (first == 0 || first >= end - start) {
		push_empty(s);
		return 0;
	}
	u64 rest = end - start - first;
	u32 size = rest > PATH_LIMIT - first ? PATH_LIMIT - first : rest;

	if (size < rest)
		note(s, RECORD_FLAGS_TRUNCATED);
	push_user_bytes(slot, start + first, size);
	/* Each argument ends with a zero byte, also one that was cut. */
	if (s->at > before + first)
		*(u8 *)data_at(s, s->at - 1) = 0;
	return 0;
}

__noinline int push_environment(u32 slot, u64 start, u64 end)
{
	struct scratch *s = scratch_of(slot);

	if (!s)
		return 0;
	u64 size = start && end > start ? end - start : 0;

	if (size > PATH_LIMIT) {
		size = PATH_LIMIT;
		note(s, RECORD_FLAGS_TRUNCATED);
	}
	u32 before = s->at;

	push_user_bytes(slot, start, size);
	if (s->at > before)
		*(u8 *)data_at(s, s->at - 1) = 0;
	return 0;
}

/* tid to vm_swap, comm and cgroups: what the events of fork and exec have in common. */
static __always_inline void push_task(struct scratch *s, u32 slot, struct task_struct *task)
{
	push_s64(s, GET(task, pid));
	push_s64(s, GET(task, tgid));
	push_s64(s, GET(task, real_parent, pid));
	push_path(slot, address_of(s, GET(task, fs, pwd.dentry)), address_of(s, GET(task, fs, pwd.mnt)));
	push_u64(s, GET(task, signal, rlim[RLIMIT_NOFILE].rlim_cur));
	push_u64(s, GET(task, maj_flt));
	push_u64(s, GET(task, min_flt));
	push_memory(s, GET(task, mm));
	push_kernel_string(slot, address_of(s, &task->comm), sizeof(task->comm));
	push_cgroups(slot, address_of(s, GET(task, cgroups)));
}
