using System.Diagnostics;

namespace Restaurant.Projections.Runtime.Rebuilding;

/// <summary>How a rebuild fares while one life of its group's actor works on it.</summary>
internal sealed class RebuildPace(string projection)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private const int MostDoublings = 4;

    // Others read the tables that serve, on the same processors.
    private const double RestPerWork = 1 / 3.0;

    private readonly long _began = Stopwatch.GetTimestamp();
    private long _events;
    private string? _failure;
    private int _failures;

    public string Projection => projection;

    /// <summary>How often the next piece of work was tried in vain, and not because somebody reads the tables that are to be replaced.</summary>
    public int Attempts { get; private set; }

    /// <summary>Until it is tried again. Longer each time, up to 8 s: whoever wants to read waits while an exchange tries to begin.</summary>
    public TimeSpan Pause => ShortestPause * (1 << Math.Clamp(_failures - 1, 0, MostDoublings));

    /// <summary>Until the next piece of work.</summary>
    /// <param name="worked">How long the last one took.</param>
    /// <param name="least">What others need at any rate.</param>
    public static TimeSpan Rest(TimeSpan worked, TimeSpan least) => TimeSpan.FromTicks(Math.Max((long)(worked.Ticks * RestPerWork), least.Ticks));

    /// <summary>On average.</summary>
    public long EventsPerSecond => _events == 0 ? 0 : (long)(_events / Stopwatch.GetElapsedTime(_began).TotalSeconds);

    public void Count(RebuildProgress progress)
    {
        _events += progress.Events;
        // One that has caught up does so again and again while somebody reads the tables that it is to replace.
        if (progress.State == RebuildState.Behind)
        {
            (Attempts, _failures, _failure) = (0, 0, null);
        }
    }

    /// <param name="isHeldUp">Whether others hold what is needed.</param>
    /// <returns>What went wrong, unless it is the same as before.</returns>
    public string? Fail(Exception cause, bool isHeldUp)
    {
        _failures++;
        Attempts += isHeldUp ? 0 : 1;
        var news = cause.Message == _failure ? null : cause.Message;
        _failure = cause.Message;
        return news;
    }
}
