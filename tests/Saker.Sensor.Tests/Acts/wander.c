/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does this and that below a directory of its own: wander DIRECTORY SEED STEPS. What it does follows from the seed. It opens files by
 * all kinds of names, speaks to itself over all kinds of sockets, changes its name, user and working directory, turns into other
 * programs, and leaves children behind.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const directories[] = { "a", "b", "a/deep", "a/deep/er", ".hidden", "b.d" };
static const char *const names[] = { "x", "y.conf", "shadow", ".z", "x..y", "missing", "id_rsa" };
static const char *const programs[] = { "one", "two", "three" };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char *top;
static unsigned state;

static unsigned any(unsigned below)
{
	state = state * 1103515245 + 12345;
	return (state >> 16) % below;
}

/* One of several ways to write the way to a file. */
static void write_path(char *path, size_t size)
{
	const char *directory = directories[any(COUNT(directories))];
	const char *name = names[any(COUNT(names))];

	switch (any(10)) {
	case 0:
		snprintf(path, size, "%s/%s/../%s/%s", top, directory, directory, name);
		break;
	case 1:
		snprintf(path, size, "%s//%s/./%s", top, directory, name);
		break;
	case 2:
		snprintf(path, size, "%s", name);
		break;
	case 3:
		snprintf(path, size, "%s/%s", directory, name);
		break;
	case 4:
		snprintf(path, size, "./%s", name);
		break;
	case 5:
		snprintf(path, size, "%s/link/%s", top, name);
		break;
	case 6:
		snprintf(path, size, "%s/%s%s", top, directory, any(2) ? "/" : "");
		break;
	case 7:
		snprintf(path, size, "%s/a/%0*d/%s", top, any(2) ? 300 : 100, 0, name);
		break;
	default:
		snprintf(path, size, "%s/%s/%s", top, directory, name);
	}
}

static void open_something(void)
{
	static const int ways[] = { O_RDONLY, O_WRONLY, O_RDWR, O_RDONLY | O_DIRECTORY, O_WRONLY | O_TRUNC, O_RDWR | O_CREAT, O_WRONLY | O_CREAT | O_EXCL };
	int way = ways[any(COUNT(ways))];
	char path[1024], directory[512];
	struct open_how how = { .flags = way, .mode = way & O_CREAT ? 0755 : 0 };
	int from, opened;

	write_path(path, sizeof(path));
	snprintf(directory, sizeof(directory), "%s/%s", top, directories[any(COUNT(directories))]);
	switch (any(4)) {
	case 0:
		opened = syscall(SYS_open, path, way, 0644);
		break;
	case 1:
		from = open(directory, O_PATH);
		opened = openat(from, path, way, 0644);
		close(from);
		break;
	case 2:
		opened = syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
		break;
	default:
		opened = open(path, way, 0644);
	}
	if (opened >= 0)
		close(opened);
}

static void *open_in_thread(void *unused)
{
	prctl(PR_SET_NAME, programs[any(COUNT(programs))]);
	open_something();
	return unused;
}

static void change_something(void)
{
	char path[1024];
	pthread_t thread;

	switch (any(7)) {
	case 0:
		prctl(PR_SET_NAME, programs[any(COUNT(programs))]);
		break;
	case 1:
		snprintf(path, sizeof(path), "%s/%s", top, directories[any(COUNT(directories))]);
		if (chdir(path))
			perror(path);
		break;
	case 2:
		if (setresuid(any(3), any(3), 0))
			perror("setresuid");
		break;
	case 3:
		setsid();
		break;
	case 4:
		if (!pthread_create(&thread, 0, open_in_thread, 0))
			pthread_join(thread, 0);
		break;
	case 5:
		write_path(path, sizeof(path));
		if (any(2))
			mkdir(path, 0755);
		else
			unlink(path);
		break;
	default: {
		int from = socket(AF_INET, SOCK_STREAM, 0);

		dup2(from, 100);
		close(100);
		close(from);
	}
	}
}

#define PORTS 47000
#define LONGEST sizeof(struct sockaddr_un)

/* An address of a family, somewhere near or far. Answers its length. */
static socklen_t write_address(void *place, int family)
{
	static const char *const narrow[] = { "127.0.0.1", "127.0.0.2", "192.0.2.1" };
	static const char *const wide[] = { "::1", "::ffff:127.0.0.1", "2001:db8::1" };
	struct sockaddr_in *in = place;
	struct sockaddr_in6 *in6 = place;
	struct sockaddr_un *un = place;

	memset(place, 0, LONGEST);
	switch (family) {
	case AF_INET:
		in->sin_family = family;
		in->sin_port = htons(PORTS + any(3));
		inet_pton(family, narrow[any(COUNT(narrow))], &in->sin_addr);
		return sizeof(*in);
	case AF_INET6:
		in6->sin6_family = family;
		in6->sin6_port = htons(PORTS + any(3));
		inet_pton(family, wide[any(COUNT(wide))], &in6->sin6_addr);
		return sizeof(*in6);
	default:
		un->sun_family = AF_UNIX;
		snprintf(un->sun_path + 1, sizeof(un->sun_path) - 1, "saker-wander-%u", any(3));
		return sizeof(*un);
	}
}

static void send_something(int by, const void *to, socklen_t length)
{
	char text[] = "text";
	struct iovec piece = { .iov_base = text, .iov_len = sizeof(text) };
	struct msghdr message = { .msg_name = (void *)to, .msg_namelen = length, .msg_iov = &piece, .msg_iovlen = 1 };

	if (any(2))
		sendto(by, text, sizeof(text), MSG_DONTWAIT | MSG_NOSIGNAL, to, length);
	else
		sendmsg(by, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void receive_something(int by)
{
	char text[16];
	struct iovec piece = { .iov_base = text, .iov_len = sizeof(text) };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };

	if (any(2))
		recvfrom(by, text, sizeof(text), MSG_DONTWAIT, 0, 0);
	else
		recvmsg(by, &message, MSG_DONTWAIT);
}

/* Both ends of a conversation, or as much of one as comes about. */
static void speak(void)
{
	static const int families[] = { AF_INET, AF_INET, AF_INET6, AF_UNIX };
	int family = families[any(COUNT(families))];
	int type = any(2) ? SOCK_STREAM : SOCK_DGRAM;
	char address[LONGEST];
	socklen_t length = write_address(address, family);
	int server = socket(family, type | SOCK_NONBLOCK, 0), client = socket(family, type | SOCK_NONBLOCK, 0), peer = -1, yes = 1;

	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (any(4))
		bind(server, (struct sockaddr *)address, length);
	if (type == SOCK_STREAM)
		listen(server, 4);
	if (any(4))
		connect(client, (struct sockaddr *)address, length);
	if (!any(8))
		connect(0, (struct sockaddr *)address, length);
	if (type == SOCK_STREAM)
		peer = any(2) ? accept(server, 0, 0) : accept4(server, 0, 0, SOCK_CLOEXEC);
	send_something(client, any(2) ? address : 0, length);
	receive_something(peer < 0 ? server : peer);
	close(peer);
	close(client);
	close(server);
}

/* Goes on as another program, as a child, or both. */
static void multiply(unsigned steps)
{
	char program[600], seed[16], left[16];
	unsigned how = any(4);

	if (how != 0) {
		pid_t child = fork();

		if (child == 0)
			state ^= 0x5bd1e995;
		else if (how == 1)
			return; /* goes on beside the child, which may outlive it */
		else
			waitpid(child, 0, 0);
		if (child || how == 3)
			return;
	}
	snprintf(program, sizeof(program), "%s/%s", top, programs[any(COUNT(programs))]);
	snprintf(seed, sizeof(seed), "%u", state);
	snprintf(left, sizeof(left), "%u", steps);
	execl(program, program, top, seed, left, (char *)0);
}

int main(int count, char **words)
{
	if (count != 4)
		return 2;
	top = words[1];
	state = strtoul(words[2], 0, 10);
	/* Whoever is left behind is waited for. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (unsigned steps = strtoul(words[3], 0, 10); steps; steps--) {
		switch (any(10)) {
		case 0:
			multiply(steps / 2);
			break;
		case 1:
		case 2:
			change_something();
			break;
		case 3:
		case 4:
			speak();
			break;
		default:
			open_something();
		}
	}
	while (wait(0) > 0)
		;
	return 0;
}
