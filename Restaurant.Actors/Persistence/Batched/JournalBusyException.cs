namespace Restaurant.Actors.Persistence.Batched;

/// <summary>The journal has more to do than it takes. What was asked of it is not done, and may be asked again.</summary>
internal sealed class JournalBusyException(string message) : Exception(message);
