namespace Restaurant.Benchmarks.Http;

/// <summary>A request was refused, or given up.</summary>
/// <param name="code">Such as <c>409 ORDER_NOT_OPEN</c>.</param>
/// <param name="inDoubt">Whether it may have been done all the same.</param>
internal sealed class RequestFailedException(string code, string message, bool inDoubt) : Exception(message)
{
    public string Code => code;

    public bool InDoubt => inDoubt;
}
