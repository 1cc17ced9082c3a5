using System.Globalization;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Projections.Runtime;

/// <summary>Names an event that the read tables must hold before they are read: <c>order-019aa..@5</c>.</summary>
public sealed record ConsistencyToken(string PersistenceId, long Version)
{
    public static bool TryParse(string text, out ConsistencyToken token)
    {
        var at = text.LastIndexOf('@');
        var isToken = long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && at > 0 && version > 0;
        token = isToken ? new ConsistencyToken(NormalForm(text[..at]), version) : default!;
        return isToken;
    }

    // An id counts in one form only, wherever it stands.
    private static string NormalForm(string persistenceId) =>
        Catalog.All.FirstOrDefault(known => persistenceId.StartsWith(known.PersistenceId(""), StringComparison.Ordinal)) is { } aggregate
            ? aggregate.PersistenceId(Identifiers.NormalForm(persistenceId[aggregate.PersistenceId("").Length..]))
            : persistenceId;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PersistenceId}@{Version}");
}
