using System.Diagnostics;

namespace Restaurant.Projections.Runtime.Rebuilding;

/// <summary>How a rebuild fares while one life of its group's actor works on it.</summary>
internal sealed class RebuildPace(string projection)
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _events;
    private string? _failure;

    public string Projection => projection;

    /// <summary>How often the next piece of work was tried in vain.</summary>
    public int Attempts { get; private set; }

    public long EventsPerSecond => _events == 0 ? 0 : (long)(_events / Stopwatch.GetElapsedTime(_began).TotalSeconds);

    public void Count(RebuildProgress progress)
    {
        _events += progress.Events;
        // One that has caught up does so again and again while somebody reads the tables that it is to replace.
        if (progress.State == RebuildState.Behind)
        {
            (Attempts, _failure) = (0, null);
        }
    }

    /// <returns>What went wrong, unless it is the same as before.</returns>
    public string? Fail(Exception cause)
    {
        Attempts++;
        var news = cause.Message == _failure ? null : cause.Message;
        _failure = cause.Message;
        return news;
    }
}
