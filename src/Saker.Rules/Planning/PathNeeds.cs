using System.Text;
using Saker.Rules.Binding;
using Saker.Rules.Binding.Matching;
using Saker.Rules.Syntax;

namespace Saker.Rules.Planning;

/// <summary>
/// Derives what conditions ask of the path of an opened file, as far as the kernel can look for it. Only paths in plain form are looked
/// at there: absolute, printable, without empty components and without two dots in a row. All others are sent.
/// </summary>
internal sealed class PathNeeds(Knowledge known) : Needs<PathAtom>(known)
{
    // The probe looks for no longer beginnings.
    private const int LongestBeginning = 255;

    /// <inheritdoc/>
    protected override Need<PathAtom>? OfTest(Test test) => test is TextTest text ? Of(text) : null;

    private static Need<PathAtom>? Of(TextTest test) => test.Operand.Name switch
    {
        "fd.name" => Of(test.Matcher, OfName, Beginning, Ending),
        "fd.directory" => Of(test.Matcher, OfDirectory, Beginning, static _ => null),
        "fd.filename" => Of(test.Matcher, static text => One(PathPart.Name, text), static _ => null, static _ => null),
        // As the caller wrote it: where it starts is another matter, where it ends is not.
        "fd.nameraw" => Of(test.Matcher, OfName, static _ => null, Ending),
        _ => null,
    };

    private static Need<PathAtom>? Of(
        TextMatcher matcher, Func<byte[], Need<PathAtom>?> whole, Func<byte[], Need<PathAtom>?> beginning, Func<byte[], Need<PathAtom>?> ending)
    {
        return matcher switch
        {
            EqualText equal => whole(equal.Value),
            TextInSet set => Need<PathAtom>.Either(set.Members.Select(whole)),
            StartsWithText start => beginning(start.Value),
            EndsWithText end => ending(end.Value),
            ContainsText part => Inside(part.Value),
            ContainsTextIgnoringCase part => Inside(part.Value),
            PosixRegex regex => Inside(regex.RequiredText),
            GlobText glob => Need<PathAtom>.Best([Inside(glob.Glob.LongestLiteral()), glob.IgnoresCase ? null : beginning(glob.Glob.LiteralStart())]),
            TextBelowPaths paths => Need<PathAtom>.Either(paths.Prefixes.Literals.Select(path => beginning([(byte)'/', .. path]))),
            TextQuorum { Modifier: Modifier.AllOf } all => Need<PathAtom>.Best(all.Matchers.Select(Again)),
            TextQuorum any => Need<PathAtom>.Either(any.Matchers.Select(Again)),
            _ => null,
        };

        Need<PathAtom>? Again(TextMatcher inner) => Of(inner, whole, beginning, ending);
    }

    /// <summary>Paths with two dots in a row are not looked at, so whoever asks for them need not be considered for the others.</summary>
    private static Need<PathAtom>? Inside(ReadOnlySpan<byte> text) => text.IndexOf(".."u8) >= 0 ? Need<PathAtom>.Never : null;

    private static Need<PathAtom>? OfName(byte[] path) => Inside(path) ?? One(PathPart.Name, path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1));

    private static Need<PathAtom> OfDirectory(byte[] path) => One(PathPart.Directory, path.AsSpan().SequenceEqual("/"u8) ? [] : path);

    private static Need<PathAtom>? Beginning(byte[] text) => text.Length <= 1 ? null
        : Inside(text) ?? One(PathPart.Beginning, text.AsSpan(0, Math.Min(text.Length, LongestBeginning)));

    private static Need<PathAtom>? Ending(byte[] text)
    {
        int slash = text.AsSpan().LastIndexOf((byte)'/');
        return slash < 0 ? Inside(text) ?? One(PathPart.Ending, text) : One(PathPart.Name, text.AsSpan(slash + 1));
    }

    private static Need<PathAtom> One(PathPart part, ReadOnlySpan<byte> text) => new([new PathAtom(part, Encoding.Latin1.GetString(text))]);
}
