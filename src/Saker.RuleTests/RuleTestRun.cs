using Saker.RuleTests.Files;
using Saker.RuleTests.Running;

namespace Saker.RuleTests;

/// <summary>Runs test files and reports on them: what <c>saker test</c> does.</summary>
public static class RuleTestRun
{
    /// <summary>Runs the tests behind the paths and ends with <c>N passed, N failed</c>.</summary>
    /// <returns>Whether there were tests and all of them passed.</returns>
    public static bool Run(IEnumerable<string> paths, TextWriter output) => Run(paths, output, out _);

    /// <summary>The same, with the files that the result depends on.</summary>
    public static bool Run(IEnumerable<string> paths, TextWriter output, out IReadOnlySet<string> dependencies)
    {
        var (passed, failed, broken) = (0, 0, 0);
        var used = new HashSet<string>();
        dependencies = used;
        var files = TestFileFinder.Find(paths);
        if (files.Count == 0)
            output.WriteLine("Error: no test files were found; name them, or a directory with a directory 'tests' in it");
        foreach (string path in files)
        {
            used.Add(Path.GetFullPath(path));
            try
            {
                var file = TestFileReader.Read(path);
                used.UnionWith(file.Rules.Concat(file.Tests.Select(t => t.Capture).OfType<string>()).Select(Path.GetFullPath));
                foreach (var result in new RuleTestRunner(file).Run())
                {
                    passed += result.Passed ? 1 : 0;
                    failed += result.Passed ? 0 : 1;
                    if (!result.Passed)
                        Report(path, result, output);
                }
            }
            catch (Exception e) when (e is TestFileException or IOException or UnauthorizedAccessException)
            {
                broken++;
                output.WriteLine($"Error: {e.Message}");
            }
        }

        output.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && broken == 0 && files.Count > 0;
    }

    private static void Report(string path, TestResult result, TextWriter output)
    {
        output.WriteLine($"{path}:{result.Test.Mark.Line + 1}: {result.Test.Name}");
        foreach (string line in result.Failures)
            output.WriteLine("    " + line);
    }
}
