using System.Collections.Frozen;
using Saker.Rules.Files;

namespace Saker.Authoring.Linting;

/// <summary>What to do about findings of loading.</summary>
internal static class LoadRemedies
{
    private static readonly FrozenDictionary<FindingCode, string> remedies = new Dictionary<FindingCode, string>
    {
        [FindingCode.FileRead] = "check the file's name and its permissions",
        [FindingCode.YamlParse] = "correct the YAML: mostly indentation, a quote or a bracket",
        [FindingCode.YamlValidate] = "give the item the keys and kinds of values it needs; saker --rule-schema prints them",
        [FindingCode.CompileCondition] = "correct the condition; saker --list prints fields, saker --list-events events",
        [FindingCode.CompileOutput] = "correct the output; saker --list prints the fields it may name",
        [FindingCode.Validate] = "make the items agree with one another",
        [FindingCode.UnknownSource] = "leave out 'source', or load the rule where its source is",
        [FindingCode.UnsafeMissingCheck] = "ask with 'exists' whether there is a value",
        [FindingCode.NoEventType] = "begin the condition with the events it is about: evt.type in (...)",
        [FindingCode.UnknownFilter] = "correct the name, or remove the rule",
        [FindingCode.UnusedMacro] = "remove it, or name it in a condition",
        [FindingCode.UnusedList] = "remove it, or name it in a condition",
        [FindingCode.UnknownItem] = "begin the item with rule, macro, list, required_engine_version or required_plugin_versions",
        [FindingCode.DeprecatedItem] = "use what the message names instead",
        [FindingCode.AppendNoValues] = "give the exception values, or remove it",
        [FindingCode.ExceptionNameNotUnique] = "give each exception a name of its own",
        [FindingCode.InvalidMacroName] = "use letters, digits and underscores, a letter first",
        [FindingCode.InvalidListName] = "use no blanks, quotes, brackets, commas or equals signs",
        [FindingCode.ConditionWarning] = "write what was meant: another operator, or val(field) for a field's value",
        [FindingCode.UnknownKey] = "correct the key's spelling, or remove it",
    }.ToFrozenDictionary();

    public static string For(FindingCode code) => remedies.GetValueOrDefault(code, "see the message");

    /// <summary>Kinds that there is a remedy for: all of them.</summary>
    public static IEnumerable<FindingCode> Codes => remedies.Keys;
}
