using System.Diagnostics;

namespace Restaurant.Tests.Support;

/// <summary>
/// Tells what held this process up while this watched: the machine or the garbage collector, which keep a thread from waking in time, or the thread
/// pool, in which work waits for a thread.
/// </summary>
internal sealed class Stalls : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly Thread _thread;
    private readonly ManualResetEventSlim _enough = new();
    private TimeSpan _late;
    private long _waited;

    public Stalls()
    {
        _thread = new Thread(Watch) { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    public void Dispose()
    {
        _enough.Set();
        _thread.Join();
        _enough.Dispose();
    }

    public override string ToString() =>
        $"a thread woke at most {_late.TotalMilliseconds:F0} ms late, work waited for one at most {TimeSpan.FromTicks(Volatile.Read(ref _waited)).TotalMilliseconds:F0} ms";

    private void Watch()
    {
        for (var began = Stopwatch.GetTimestamp(); !_enough.Wait(Interval); began = Stopwatch.GetTimestamp())
        {
            _late = Max(_late, Stopwatch.GetElapsedTime(began) - Interval);
            var queued = Stopwatch.GetTimestamp();
            ThreadPool.UnsafeQueueUserWorkItem(_ => Volatile.Write(ref _waited, Math.Max(Volatile.Read(ref _waited), Stopwatch.GetElapsedTime(queued).Ticks)), state: null);
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
