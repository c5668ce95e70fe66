using Saker.Rules.Files;

namespace Saker.RuleTests.Files;

/// <summary>A test file that cannot be used; the message names file, line and column.</summary>
public sealed class TestFileException : Exception
{
    internal TestFileException(string file, Mark mark, string message)
        : base($"{file}:{mark.Line + 1}:{mark.Column + 1}: {message}")
    {
    }
}
