namespace Restaurant.Actors.Persistence;

/// <summary>More waits than is taken. What was asked for is not done, and may be asked for again.</summary>
public sealed class OverloadedException(string message) : Exception(message);
