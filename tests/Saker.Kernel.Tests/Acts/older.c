/* The calls of x86-64 that the tables of later processors left out, since others do the same and more. */
#include "act.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/select.h>

static void files(void)
{
	DO("open", SYS_open, "a", O_CREAT | O_RDWR | O_TRUNC, 0640);
	DO("open_failed", SYS_open, "none/a", O_RDONLY | O_NONBLOCK, 0);
	DO("creat", SYS_creat, "c", 0604);
	DO("creat_failed", SYS_creat, "none/c", 0600);
	DO("symlink", SYS_symlink, "nothing", "to_nothing");
	DO("symlink_failed", SYS_symlink, "nothing", "to_nothing");
	DO("link", SYS_link, "a", "a_link");
	DO("link_failed", SYS_link, "none", "a_link");
	DO("mkdir", SYS_mkdir, "d", 0750);
	DO("mkdir_failed", SYS_mkdir, "d", 0700);
	DO("mknod", SYS_mknod, "pipe", S_IFIFO | 0640, 0);
	DO("mknod_failed", SYS_mknod, "a", S_IFIFO | 0644, 0);
	DO("chmod", SYS_chmod, "a", 06755);
	DO("chmod_failed", SYS_chmod, "none", 0755);
	DO("chown", SYS_chown, "a", 11, 12);
	DO("chown_failed", SYS_chown, "none", 11, 12);
	DO("lchown", SYS_lchown, "a", 13, 14);
	DO("lchown_failed", SYS_lchown, "none", 13, 14);
	struct stat status;
	DO("stat", SYS_stat, "a", &status);
	DO("stat_failed", SYS_stat, "none", &status);
	DO("lstat", SYS_lstat, "a", &status);
	DO("lstat_failed", SYS_lstat, "none", &status);
	DO("access", SYS_access, "a", R_OK | W_OK);
	DO("access_failed", SYS_access, "none", F_OK);
	DO("rename", SYS_rename, "a", "a2");
	DO("rename_failed", SYS_rename, "none", "a2");
	DO("unlink", SYS_unlink, "a2");
	DO("unlink_failed", SYS_unlink, "a2");
	DO("rmdir", SYS_rmdir, "d");
	DO("rmdir_failed", SYS_rmdir, "c");
	char entries[4096];
	long directory = DO("directory", SYS_open, ".", O_RDONLY | O_DIRECTORY, 0);
	DO("getdents", SYS_getdents, directory, entries, sizeof(entries));
	DO("getdents_failed", SYS_getdents, 999, entries, sizeof(entries));
}

static void descriptors(void)
{
	long file = DO("file", SYS_open, "c", O_RDWR, 0);
	DO("dup2", SYS_dup2, file, 50);
	DO("dup2_failed", SYS_dup2, 999, 70);
	int pair[2] = { -7, -7 };
	DO("pipe", SYS_pipe, pair);
	told("pipe_read", pair[0]);
	told("pipe_write", pair[1]);
	DO("pipe_failed", SYS_pipe, NULL);
	long epoll = DO("epoll_create", SYS_epoll_create, 5);
	DO("epoll_create_failed", SYS_epoll_create, 0);
	struct epoll_event events[3];
	DO("epoll_wait", SYS_epoll_wait, epoll, events, 3, 0);
	DO("epoll_wait_failed", SYS_epoll_wait, epoll, events, -2, 0);
	long event = DO("eventfd", SYS_eventfd, 7);
	DO("inotify_init", SYS_inotify_init);
	unsigned long mask = 1 << (SIGUSR1 - 1);
	DO("signalfd", SYS_signalfd, -1, &mask, 8);
	DO("signalfd_failed", SYS_signalfd, 999, &mask, 8);
	struct pollfd polled[] = { { event, POLLIN | POLLOUT, 0 }, { 999, POLLIN, 0 }, { file, POLLRDNORM, 0 } };
	DO("poll", SYS_poll, polled, 3, -1);
	DO("poll_failed", SYS_poll, NULL, 3, 10);
	struct timeval none = { 0, 0 };
	DO("select", SYS_select, 0, NULL, NULL, NULL, &none);
	DO("select_failed", SYS_select, -1, NULL, NULL, NULL, &none);
}

static void without_rights(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_NPROC, &none);
	syscall(SYS_setresuid, 6543, 6543, 6543);
	DO("fork_failed", SYS_fork);
	DO("vfork_failed", SYS_vfork);
}

int main(int argc, char **argv)
{
	chdir(argv[1]);
	umask(0);
	files();
	descriptors();
	pid_t child = syscall(SYS_fork);

	if (child == 0)
		_exit(0);
	told("fork", child);
	waitpid(child, NULL, 0);
	in_child(without_rights);
	return 0;
}
