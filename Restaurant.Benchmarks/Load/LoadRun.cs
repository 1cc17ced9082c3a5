using System.Collections.Concurrent;
using System.Globalization;
using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load;

/// <summary>
/// Begins journeys on schedule, whether others have ended or not: a server that becomes slow is not spared, as it would be by clients who wait for their answers
/// before they ask again. (Only <c>--in-flight</c> bounds them; who is held back by it, and how long, is counted.)
/// </summary>
/// <param name="name">The run's, in all keys.</param>
internal sealed class LoadRun(LoadOptions options, string name, Premises premises, Client client, TimeProvider time) : IDisposable
{
    private readonly ConcurrentQueue<OrderRecord> _records = new();
    private readonly SemaphoreSlim _room = new(options.InFlight);
    private long _began;
    private int _ended;
    private int _failed;
    private volatile Exception? _fault;

    /// <summary>All orders, also those whose journeys failed.</summary>
    public IReadOnlyList<OrderRecord> Records => [.. _records.OrderBy(record => record.Number)];

    public int Started => _records.Count;

    public int Ended => _ended;

    public int Failed => _failed;

    /// <summary>Journeys that had to wait until others had ended.</summary>
    public int HeldBack { get; private set; }

    /// <summary>How late the latest one began.</summary>
    public TimeSpan Latest { get; private set; }

    /// <summary>From the first beginning to the last end.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Ends when all journeys have ended that were begun.</summary>
    /// <param name="stop">No further ones begin, and those under way hurry.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        var pace = new Pace(options.Pace, time, hurry: stop);
        _began = time.GetTimestamp();
        for (var number = 0; number < options.Orders && await IsDueAsync(number, stop); number++)
        {
            Start(number, pace);
        }

        // When all places are free, all have ended.
        for (var place = 0; place < options.InFlight; place++)
        {
            await _room.WaitAsync(CancellationToken.None);
        }

        Took = time.GetElapsedTime(_began);
        if (_fault is { } fault)
        {
            throw new InvalidOperationException("A journey has a fault of its own.", fault);
        }
    }

    public void Dispose() => _room.Dispose();

    /// <summary>Waits until it is a journey's turn, and there is a place for it.</summary>
    /// <returns>False when there is no turn any more.</returns>
    private async Task<bool> IsDueAsync(int number, CancellationToken stop)
    {
        var due = TimeSpan.FromSeconds(number / options.Rate);
        if (due - time.GetElapsedTime(_began) is var early && early > TimeSpan.Zero)
        {
            await Task.Delay(early, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_room.CurrentCount == 0)
        {
            HeldBack++;
        }

        // Places become free all the time, also after a stop.
        await _room.WaitAsync(CancellationToken.None);
        if (stop.IsCancellationRequested)
        {
            _room.Release();
            return false;
        }

        var late = time.GetElapsedTime(_began) - due;
        Latest = late > Latest ? late : Latest;
        return true;
    }

    private void Start(int number, Pace pace)
    {
        // One seed makes all plans, whatever order they are carried out in.
        var random = new Random(unchecked(options.Seed * 31 + number));
        var plan = Plan.Make(random);
        var record = new OrderRecord(number, premises.Customers[plan.Customer % premises.Customers.Count]);
        _records.Enqueue(record);
        var key = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        // Whatever a journey does, the next one begins in time.
        _ = Task.Run(() => SeeThroughAsync(new Journey(plan, record, key, premises, client, pace, random, time), record), CancellationToken.None);
    }

    private async Task SeeThroughAsync(Journey journey, OrderRecord record)
    {
        try
        {
            await journey.RunAsync();
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
        finally
        {
            Interlocked.Add(ref _failed, record.Failure is null ? 0 : 1);
            Interlocked.Increment(ref _ended);
            _room.Release();
        }
    }
}
