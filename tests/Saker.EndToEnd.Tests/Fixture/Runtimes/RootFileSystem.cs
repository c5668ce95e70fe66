namespace Saker.EndToEnd.Tests.Fixture.Runtimes;

/// <summary>The files of an image: one busybox under some names.</summary>
internal static class RootFileSystem
{
    /// <summary>Makes an archive of them.</summary>
    /// <returns>Its path.</returns>
    public static string Archive(string directory)
    {
        string archive = Path.Combine(directory, "rootfs.tar");
        Shell.Script($"""
            cd {directory}
            mkdir -p rootfs/bin rootfs/etc rootfs/tmp rootfs/proc rootfs/sys rootfs/dev
            cp /bin/busybox rootfs/bin/
            for applet in sh cat sleep ls true id echo cp chmod mount touch; do ln -sf busybox rootfs/bin/$applet; done
            echo 'root:x:0:0:root:/:/bin/sh' > rootfs/etc/passwd
            echo secret > rootfs/etc/secret; echo root:x:0: > rootfs/etc/group
            tar -C rootfs -cf {archive} .
            """);
        return archive;
    }
}
