namespace Restaurant.Tests.Model;

/// <summary>What the model holds to be the answer.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="Errors">Field and code of each field that breaks its rule; none when something else speaks against the command.</param>
    /// <param name="Members">What stands beside the code.</param>
    public sealed record Refused(string Code, IReadOnlyList<(string Field, string Code)> Errors, params (string, object?)[] Members) : Verdict
    {
        public Refused(string code, params (string, object?)[] members)
            : this(code, [], members)
        {
        }
    }

    /// <param name="Event">Its name.</param>
    /// <param name="Payload">Its data.</param>
    /// <param name="After">The aggregate from then on.</param>
    /// <param name="Made">The id of what a create made within the aggregate.</param>
    public sealed record Happens(string Event, Shape Payload, State After, Learned? Made = null) : Verdict;

    /// <param name="Replayed">Whether it happened at an earlier request with the same key.</param>
    public sealed record Accepted(Happened Happened, bool Replayed) : Verdict;
}

/// <summary>An accepted command, for ever.</summary>
internal sealed record Happened(Aggregate Of, int Version, Learned At, By By, string Meaning, Verdict.Happens What);
