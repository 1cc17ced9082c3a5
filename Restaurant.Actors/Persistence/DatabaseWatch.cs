using Dapper;
using Microsoft.Extensions.Logging;

namespace Restaurant.Actors.Persistence;

/// <summary>Takes note of a failure, and says whether it belongs to an outage of the database, which is logged once and not by each who meets it.</summary>
public delegate bool OutageNotice(Exception failure);

/// <summary>
/// Makes one warning out of an outage of the database, however many commands, queries and projections it fails, and one line when it is
/// over. It asks for nothing while all is well: those who work with the database tell it what they met.
/// </summary>
public sealed class DatabaseWatch(RestaurantDatabase database, ILogger<DatabaseWatch> log, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // A full disk lets some write: it is over when nobody has met it for a while.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private long _began;
    private long _lastFailed;

    /// <summary>Why the database does not serve at present, in a sentence, or null when it does as far as is known.</summary>
    public string? Outage { get; private set; }

    /// <inheritdoc cref="OutageNotice"/>
    public bool Notice(Exception failure)
    {
        if (!database.IsPassing(failure))
        {
            return false;
        }

        lock (_gate)
        {
            _lastFailed = time.GetTimestamp();
            if (Outage is not null)
            {
                return true;
            }

            (_began, Outage) = (_lastFailed, $"The database {database.Name} does not serve: {RestaurantDatabase.Reason(failure)}");
        }

        database.Distrust(failure);
        log.LogWarning("{Outage}. What cannot be done meanwhile is answered 503; it goes on by itself.", Outage.TrimEnd('.'));
        _ = WatchAsync();
        return true;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (!await IsOverAsync(_stopping.Token))
            {
                await Task.Delay(Interval, time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task<bool> IsOverAsync(CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        try
        {
            // The look itself is not cancelled: a driver may tell a silent server so, and wait.
            await LookAsync().WaitAsync(cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Also one that does not pass by itself, such as a server that lets nobody in while it is being mended.
            Notice(failure);
            return false;
        }

        TimeSpan lasted;
        lock (_gate)
        {
            // What has kept us waiting has kept others, who will tell of it only now.
            if (time.GetElapsedTime(asked) > Interval)
            {
                _lastFailed = time.GetTimestamp();
            }

            if (time.GetElapsedTime(_lastFailed) < Quiet)
            {
                return false;
            }

            (lasted, Outage) = (time.GetElapsedTime(_began, _lastFailed), null);
        }

        log.LogInformation("The database {Name} serves again. It did not for {Seconds:0.0} s.", database.Name, lasted.TotalSeconds);
        return true;
    }

    // It writes: a server whose disk is full, or that takes no writes, still lets everyone read.
    private async Task LookAsync()
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        await connection.ExecuteAsync("update pinned_setting set value = value where name = 'currency'");
    }
}
