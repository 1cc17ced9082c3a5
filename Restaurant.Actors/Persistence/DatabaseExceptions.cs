namespace Restaurant.Actors.Persistence;

/// <summary>The database cannot be used until someone mends it or the settings. The message says which and why, in one line.</summary>
public sealed class UnusableDatabaseException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The database does not answer at present. The message says which and why, in one line.</summary>
public sealed class UnreachableDatabaseException(string message, Exception cause) : Exception(message, cause);

/// <summary>What is stored of an aggregate does not tell what has happened to it.</summary>
public sealed class DamagedHistoryException(string message) : Exception(message);
