namespace Saker.Rules.Files;

/// <summary>What kind of error or warning a finding is.</summary>
/// <param name="Name">As results print it.</param>
/// <param name="Summary">In a few words.</param>
/// <param name="IsError">Whether it keeps the rules from being used.</param>
public sealed record FindingCode(string Name, string Summary, bool IsError)
{
    /// <summary>A file cannot be read.</summary>
    public static FindingCode FileRead { get; } = Error("LOAD_ERR_FILE_READ", "File read error");

    /// <summary>A file is no YAML.</summary>
    public static FindingCode YamlParse { get; } = Error("LOAD_ERR_YAML_PARSE", "YAML parse error");

    /// <summary>Keys or values are not what an item needs.</summary>
    public static FindingCode YamlValidate { get; } = Error("LOAD_ERR_YAML_VALIDATE", "Error validating internal structure of YAML file");

    /// <summary>A condition does not follow the grammar or cannot be bound.</summary>
    public static FindingCode CompileCondition { get; } = Error("LOAD_ERR_COMPILE_CONDITION", "Error compiling condition");

    /// <summary>An output names what does not exist.</summary>
    public static FindingCode CompileOutput { get; } = Error("LOAD_ERR_COMPILE_OUTPUT", "Error compiling output");

    /// <summary>Items contradict one another, or the engine.</summary>
    public static FindingCode Validate { get; } = Error("LOAD_ERR_VALIDATE", "Error validating rule/macro/list/exception objects");

    /// <summary>The rule is about events that nothing delivers; it is left out.</summary>
    public static FindingCode UnknownSource { get; } = Warning("LOAD_UNKNOWN_SOURCE", "Unknown event source");

    /// <summary>A field of audit events is compared with the text that stands for a missing value.</summary>
    public static FindingCode UnsafeMissingCheck { get; } = Warning("LOAD_UNSAFE_NA_CHECK", "Unsafe <NA> comparison in condition");

    /// <summary>The rule has to be asked about nearly every event.</summary>
    public static FindingCode NoEventType { get; } = Warning("LOAD_NO_EVTTYPE", "Condition has no event-type restriction");

    /// <summary>The rule names a field or event that does not exist, and says that it may be left out then.</summary>
    public static FindingCode UnknownFilter { get; } =
        Warning("LOAD_UNKNOWN_FILTER", "Unknown field or event-type in condition or output");

    /// <summary>Nothing refers to a macro.</summary>
    public static FindingCode UnusedMacro { get; } = Warning("LOAD_UNUSED_MACRO", "Unused macro");

    /// <summary>Nothing refers to a list.</summary>
    public static FindingCode UnusedList { get; } = Warning("LOAD_UNUSED_LIST", "Unused list");

    /// <summary>An item is none that is known.</summary>
    public static FindingCode UnknownItem { get; } = Warning("LOAD_UNKNOWN_ITEM", "Unknown rules file item");

    /// <summary>Still understood, to be replaced.</summary>
    public static FindingCode DeprecatedItem { get; } = Warning("LOAD_DEPRECATED_ITEM", "Used deprecated item");

    /// <summary>An exception is appended that has no values.</summary>
    public static FindingCode AppendNoValues { get; } = Warning("LOAD_APPEND_NO_VALUES", "Overriding/appending with no values");

    /// <summary>Two exceptions of one rule have one name.</summary>
    public static FindingCode ExceptionNameNotUnique { get; } =
        Warning("LOAD_EXCEPTION_NAME_NOT_UNIQUE", "Multiple exceptions defined with the same name");

    /// <summary>No condition can name the macro.</summary>
    public static FindingCode InvalidMacroName { get; } = Warning("LOAD_INVALID_MACRO_NAME", "Invalid macro name");

    /// <summary>No condition can name the list.</summary>
    public static FindingCode InvalidListName { get; } = Warning("LOAD_INVALID_LIST_NAME", "Invalid list name");

    /// <summary>A condition works, but probably not as it was meant.</summary>
    public static FindingCode ConditionWarning { get; } = Warning("LOAD_COMPILE_CONDITION", "Warning in rule condition");

    /// <summary>An item has a key that is not known.</summary>
    public static FindingCode UnknownKey { get; } = Warning("LOAD_UNKNOWN_KEY", "Unknown key in item definition");

    private static FindingCode Error(string name, string summary) => new(name, summary, true);

    private static FindingCode Warning(string name, string summary) => new(name, summary, false);
}
