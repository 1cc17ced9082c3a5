using System.Globalization;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <param name="Events">How many events the tables are said to hold.</param>
/// <param name="Rows">How many rows the tables have.</param>
/// <param name="Differing">How many rows differ from what the events add up to.</param>
/// <param name="Differences">The first twenty of them.</param>
/// <param name="Waiting">How many events of the journal the group has yet to apply.</param>
/// <param name="Parked">How many events its projections have parked, each counted once for each projection.</param>
/// <param name="Skipped">How many they pass over because somebody has decided so.</param>
/// <param name="Building">Projections that were left out, since their tables are being built.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record VerificationResult(
    string Group, long Events, long Rows, long Differing, IReadOnlyList<Difference> Differences, long Waiting, long Parked, long Skipped, IReadOnlyList<string> Building, double Seconds)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Events} events, {Rows} rows, {Differing} differences, {Waiting} events wait{(Parked > 0 ? $", {Parked} are parked" : "")}{(Skipped > 0 ? $", {Skipped} are skipped" : "")}{(Building.Count > 0 ? $"; left out, since being built: {string.Join(", ", Building)}" : "")}");
}

/// <param name="Group">The group that is being verified.</param>
/// <param name="Percent">How much of its part of the journal has been folded.</param>
public sealed record VerificationProgress(string Group, decimal Percent);

/// <summary>A row that is not what the events add up to.</summary>
/// <param name="Key">The values of the table's key columns, separated by spaces.</param>
/// <param name="What">What is wrong with it.</param>
/// <param name="Event">The event that should have made it: the last one of its aggregate. Null when there is none.</param>
public sealed record Difference(string Table, string Key, string What, string? Event)
{
    public override string ToString() => Event is null ? $"{Table} {Key} {What}" : $"{Table} {Key} {What} ({Event})";

    /// <summary>An event that was applied and cannot be any more.</summary>
    internal static Difference OfJournal(string persistenceId, long version, string why) => new("journal", NameOf(persistenceId, version), why, NameOf(persistenceId, version));

    internal static string NameOf(JournalRow row) => NameOf(row.PersistenceId, row.Version);

    private static string NameOf(string persistenceId, long version) => string.Create(CultureInfo.InvariantCulture, $"{persistenceId}@{version}");
}
