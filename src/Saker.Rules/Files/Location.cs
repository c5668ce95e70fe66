namespace Saker.Rules.Files;

/// <summary>A step on the way from a file to the place of a finding.</summary>
/// <param name="ItemType">What kind of thing it is, for people.</param>
/// <param name="ItemName">Its name; empty when it has none.</param>
/// <param name="FileName">File, or the beginning of the condition in quotes.</param>
/// <param name="Line">Line, from 0.</param>
/// <param name="Column">Column, from 0.</param>
/// <param name="Offset">Characters before it.</param>
public sealed record Location(string ItemType, string ItemName, string FileName, int Line, int Column, int Offset);
