using Akka.Event;
using Akka.Hosting.Logging;

namespace Restaurant.Actors.Hosting;

/// <summary>Akka's log goes to the host's, but for what the system's filters drop: by itself the host's logger does not ask them.</summary>
public sealed class FilteringLogger : LoggerFactoryLogger
{
    private readonly LogFilterEvaluator _filter = Context.System.Settings.LogFilter;

    protected override bool Receive(object message) =>
        (message is LogEvent line && !_filter.ShouldTryKeepMessage(line, out _)) || base.Receive(message);
}
