using Dapper;

namespace Restaurant.Projections.ReadModel;

/// <summary>The conditions of a query, all of which must hold. Values never stand in the text.</summary>
internal sealed class Conditions
{
    // PostgreSQL takes no text with a NUL. No text in the tables has any control character, so by this one nothing is found either.
    private const char Unused = '\u0001';

    private readonly List<string> _texts = [];

    public DynamicParameters Parameters { get; } = new();

    public void Add(string text) => _texts.Add(text);

    public void AddIf(bool asked, string text, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!asked)
        {
            return;
        }

        _texts.Add(text);
        foreach (var (name, value) in values)
        {
            Parameters.Add(name, value is string given ? given.Replace('\0', Unused) : value);
        }
    }

    /// <summary>The <c>where</c> clause with one more condition.</summary>
    public string And(string text) => $"where {string.Join(" and ", _texts.Append(text))}";

    /// <summary>The <c>where</c> clause, or nothing.</summary>
    public override string ToString() => _texts.Count == 0 ? "" : $"where {string.Join(" and ", _texts)}";
}
