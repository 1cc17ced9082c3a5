using System.Diagnostics.Metrics;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Telemetry;

namespace Restaurant.Actors.Gateway;

/// <summary>Counts the commands that the gateway takes up by what becomes of them, and times them.</summary>
public sealed class CommandMetrics(Meter meter)
{
    private readonly Counter<long> _commands = meter.CreateCounter<long>("restaurant.commands", "{command}", "Commands by what became of them.");

    private readonly Histogram<double> _durations =
        meter.CreateLatency("restaurant.command.duration", "How long callers waited for the outcome of a command, repeats of the gateway included.");

    /// <param name="outcome">Null when there is none: the caller has gone before, or a fault of the program is on its way to the log.</param>
    public void Count(DomainCommand command, Outcome? outcome, TimeSpan duration)
    {
        var name = new KeyValuePair<string, object?>("command", DomainCommand.NameOf(command.GetType()));
        var became = new KeyValuePair<string, object?>("outcome", NameOf(outcome));
        if (outcome is Outcome.Refused(var refusal))
        {
            _commands.Add(1, name, became, new KeyValuePair<string, object?>("code", refusal.Code));
        }
        else
        {
            _commands.Add(1, name, became);
        }

        _durations.Record(duration.TotalSeconds, name);
    }

    private static string NameOf(Outcome? outcome) => outcome switch
    {
        Outcome.Done { Replayed: false } => "accepted",
        Outcome.Done => "replayed",
        Outcome.Refused => "refused",
        Outcome.NotDue => "notDue",
        Outcome.Unavailable => "unavailable",
        null => "none",
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome."),
    };
}
