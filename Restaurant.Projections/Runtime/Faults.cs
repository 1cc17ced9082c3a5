namespace Restaurant.Projections.Runtime;

/// <summary>What was applied and what comes next do not fit together: rows were changed by hand, or the journal was.</summary>
public sealed class ProjectionFaultException(string message) : Exception(message);

/// <summary>Another copy of the group has committed since this one last did.</summary>
public sealed class RevisionLostException(string group) : Exception($"Another copy of the group '{group}' is at work.");

/// <summary>The tables are those of a newer program: this one leaves them alone.</summary>
public sealed class NewerTablesException(string message) : Exception(message);

/// <summary>The tables of a group that is never built anew are not as they were left.</summary>
public sealed class LostTablesException(string message) : Exception(message);

/// <summary>The stream of events has stopped without a failure.</summary>
public sealed class StreamStoppedException(string message) : Exception(message);
