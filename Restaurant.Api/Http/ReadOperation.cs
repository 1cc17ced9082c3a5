namespace Restaurant.Api.Http;

/// <summary>What the description of the API must know of a read and cannot see: it is put beside the route and read from there.</summary>
/// <param name="Name">What client generators call it.</param>
/// <param name="Summary">A sentence for people.</param>
/// <param name="Parameters">What it asks of the address, in the read's own words: the same function reads them. Null when it asks nothing.</param>
/// <param name="FindsOne">Whether there may be nothing of this id.</param>
/// <param name="Versioned">Whether the answer bears the version of what it shows.</param>
/// <param name="Paged">Whether the answer is a part of a list.</param>
/// <param name="Streams">The content type by which the answer goes on for as long as somebody reads it, or null.</param>
internal sealed record ReadOperation(
    string Name, string Summary, Action<Query>? Parameters = null, bool FindsOne = false, bool Versioned = false, bool Paged = false, string? Streams = null);

/// <summary>Says of a route what kind of read it is.</summary>
internal static class ReadOperations
{
    public static RouteHandlerBuilder AnswersPage<T>(this RouteHandlerBuilder route, string name, string summary, Action<Query> parameters) =>
        route.Answers<IReadOnlyList<T>>(new ReadOperation(name, summary, parameters, Paged: true));

    public static RouteHandlerBuilder AnswersResource<T>(this RouteHandlerBuilder route, string name, string summary, Action<Query>? parameters = null) =>
        route.Answers<T>(new ReadOperation(name, summary, parameters, FindsOne: true, Versioned: true));

    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route, ReadOperation operation) =>
        route.WithMetadata(operation).Produces<T>();
}
