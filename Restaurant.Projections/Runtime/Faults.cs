using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>What was applied and what comes next do not fit together: rows were changed by hand, or the journal was.</summary>
public sealed class ProjectionFaultException(string message) : Exception(message);

/// <summary>The group has come to a row that this program cannot read. Nothing is skipped.</summary>
public sealed class UnreadableEventException(JournalRow row, UnreadableEvent unreadable) : Exception(
    $"The event {row.PersistenceId}@{row.Version} (ordering {row.Ordering}, manifest '{unreadable.Manifest}') cannot be read: {unreadable.Reason}");

/// <summary>Another copy of the group has committed since this one last did.</summary>
public sealed class RevisionLostException(string group) : Exception($"Another copy of the group '{group}' is at work.");

/// <summary>The stream of events has stopped without a failure.</summary>
public sealed class StreamStoppedException(string message) : Exception(message);
