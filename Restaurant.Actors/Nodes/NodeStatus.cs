namespace Restaurant.Actors.Nodes;

/// <summary>How this node stands with the cluster, for those who ask whether it can serve.</summary>
public sealed class NodeStatus(Pulse pulse)
{
    private string? _lost;

    /// <summary>What the node waits for before it is in the cluster, behind "it waits for", or null.</summary>
    public string? WaitsFor { get; internal set; }

    /// <summary>
    /// Why the cluster has gone on without this node, or may have, in a sentence, or null. The node then ends: what it remembers may have been
    /// overtaken, so none of its answers counts any more.
    /// </summary>
    public string? Lost => Volatile.Read(ref _lost) ?? pulse.Stopped;

    /// <summary>The node is in the cluster.</summary>
    /// <param name="isAlone">Whether nobody else can be in it. Else the node is missed from now on when it is silent.</param>
    internal void Enter(bool isAlone)
    {
        WaitsFor = null;
        if (!isAlone)
        {
            pulse.Start();
        }
    }

    /// <summary>The first reason stays.</summary>
    internal void Lose(string reason) => Interlocked.CompareExchange(ref _lost, reason, null);
}
