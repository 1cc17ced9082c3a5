using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load;

/// <summary>What is known of an order from the answers to its commands alone.</summary>
/// <param name="number">Of the journey, from 0 on.</param>
internal sealed class OrderRecord(int number, Customer customer)
{
    private readonly List<CommandKind> _acknowledged = [];

    public int Number => number;

    public Customer Customer => customer;

    /// <summary>Null as long as nobody has said that it is open.</summary>
    public string? Id => Last?.Id;

    /// <summary>In the order in which they were given.</summary>
    public IReadOnlyList<CommandKind> Acknowledged => _acknowledged;

    /// <summary>The last command that was acknowledged, with the whole order. (Of the earlier ones only what they were is kept.)</summary>
    public Acknowledged? Last { get; private set; }

    /// <summary>The order's, as last acknowledged.</summary>
    public string Status => Last?.Body.Text("status") ?? "unknown";

    /// <summary>Why the journey ended early; null when it did not.</summary>
    public RequestFailedException? Failure { get; private set; }

    /// <summary>The command of which nobody knows whether it was done.</summary>
    public CommandKind? InDoubt { get; private set; }

    /// <exception cref="RequestFailedException">Its version is not the next one: there is an event that nobody has asked for, or one too few.</exception>
    public void Add(Acknowledged acknowledged)
    {
        if (acknowledged.Version != _acknowledged.Count + 1 || (Id is { } id && acknowledged.Id != id))
        {
            throw new RequestFailedException(
                "contradiction", $"{acknowledged.Kind.Name} on order {Id ?? acknowledged.Id} was acknowledged as {acknowledged.Token} behind {_acknowledged.Count} events", inDoubt: true);
        }

        _acknowledged.Add(acknowledged.Kind);
        Last = acknowledged;
    }

    public void Fail(CommandKind command, RequestFailedException failure) => (Failure, InDoubt) = (failure, failure.InDoubt ? command : null);
}
