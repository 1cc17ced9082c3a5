namespace Restaurant.Actors.Hosting;

/// <summary>The program cannot start. The message is the one line that the user reads: what is wrong and what to do.</summary>
public sealed class StartupException(string message, Exception? cause = null) : Exception(message, cause);
