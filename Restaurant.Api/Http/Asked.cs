namespace Restaurant.Api.Http;

/// <summary>
/// A member of a body, or a parameter of an address, that a reader has asked for. The description of the API is made from what the
/// readers ask for, so that it tells what they do.
/// </summary>
/// <param name="Required">Whether the reader itself refuses a request without it; a field's rule may do so as well.</param>
/// <param name="MayBeNull">Whether null says something else than that it is missing.</param>
internal sealed record Asked(string Name, ValueForm Form, bool Required = false, bool MayBeNull = false);

/// <summary>What a value may look like.</summary>
internal abstract record ValueForm
{
    private ValueForm()
    {
    }

    public sealed record Text : ValueForm;

    public sealed record Id : ValueForm;

    /// <summary>The number that people call an order by.</summary>
    public sealed record OrderNumber : ValueForm;

    /// <summary>A number, or a string of the same grammar.</summary>
    public sealed record Money : ValueForm;

    public sealed record Number : ValueForm;

    /// <summary>A whole number; null is no bound.</summary>
    public sealed record Whole(long? Least = null, long? Most = null, long? Otherwise = null) : ValueForm;

    public sealed record Flag : ValueForm;

    /// <summary>ISO 8601 with an offset.</summary>
    public sealed record Time : ValueForm;

    /// <summary>A business day, or a time.</summary>
    public sealed record DayOrTime : ValueForm;

    /// <summary>A version or a time.</summary>
    public sealed record PointInHistory : ValueForm;

    /// <summary>Where a list goes on.</summary>
    public sealed record Cursor : ValueForm;

    public sealed record OneOf(IReadOnlyList<string> Names) : ValueForm;

    /// <summary>None, one or several of these names.</summary>
    public sealed record AnyOf(IReadOnlyList<string> Names) : ValueForm;

    public sealed record Object : ValueForm;
}
