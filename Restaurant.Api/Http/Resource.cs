using Restaurant.Actors.Aggregates;

namespace Restaurant.Api.Http;

/// <summary>Answers with one resource and its version as <c>ETag</c>.</summary>
internal static class Resource
{
    /// <param name="id">As the caller wrote it.</param>
    /// <param name="find">Finds what has this id, in the form in which ids are compared, or null.</param>
    public static async Task<IResult> AnswerAsync<TEntry, T>(
        HttpContext http, string id, Func<string, CancellationToken, Task<TEntry?>> find, Func<TEntry, long> version, Func<TEntry, T> representation)
        where TEntry : class
    {
        if (Identifiers.Normalize(id) is not { } normal || await find(normal, http.RequestAborted) is not { } entry)
        {
            return Problem.NotFound;
        }

        http.Response.Headers.ETag = Headers.ETagOf(version(entry));
        return new Json<T>(representation(entry));
    }
}
