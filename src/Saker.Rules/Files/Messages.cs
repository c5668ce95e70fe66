namespace Saker.Rules.Files;

/// <summary>Messages that several items share.</summary>
internal static class Messages
{
    public const string AppendDeprecated = "'append' is deprecated: say under 'override' what is to be appended, as in 'condition: append'";

    public const string EnabledDeprecated = "'enabled' alone is deprecated: put 'enabled: replace' under 'override' beside it";

    public const string AppendAndOverride =
        "Keys 'override' and 'append: true' cannot be used together. Add an 'append' entry (e.g. 'condition: append') under 'override' "
        + "instead.";

    public const string NoPreviousMacro =
        "Macro uses 'append' or 'override.condition: append' but no macro by that name already exists";

    public const string NoPreviousList = "List uses 'append' or 'override.items: append' but no list by that name already exists";

    public const string NoPreviousRuleToAppend =
        "Rule uses 'append' or 'override.<key>: append' but no rule by that name already exists";

    public const string NoPreviousRuleToReplace =
        "An 'override.<key>: replace' to a rule was requested but no rule by that name already exists";

    public const string ContainerInfoDeprecated =
        "%container.info is deprecated and prints nothing: fields of the container are appended to outputs by themselves";
}
