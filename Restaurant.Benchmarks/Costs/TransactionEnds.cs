using Microsoft.Extensions.Logging;

namespace Restaurant.Benchmarks.Costs;

/// <summary>Counts transactions that end, by what the driver says of them in its log: it measures none of them.</summary>
internal sealed class TransactionEnds : ILoggerFactory, ILogger
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name is "CommittedTransaction" or "RolledBackTransaction")
        {
            Interlocked.Increment(ref _count);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
