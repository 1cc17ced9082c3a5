namespace Restaurant.Api.Http;

/// <summary>
/// Gives every answer its <c>Correlation-Id</c>: the caller's, or one that is minted here. It becomes the request's trace
/// identifier, so that it stands in the log as well.
/// </summary>
internal static class Correlation
{
    public static Task ApplyAsync(HttpContext http, RequestDelegate next)
    {
        var headers = new Headers(http.Request.Headers);
        var id = headers.Token(Headers.CorrelationId) ?? Guid.CreateVersion7().ToString();
        http.TraceIdentifier = id;
        http.Response.Headers[Headers.CorrelationId] = id;
        return headers.Problem is { } problem ? problem.ExecuteAsync(http) : next(http);
    }
}
