using Restaurant.Actors.Aggregates;
using Restaurant.Api.Http;

namespace Restaurant.Api.Admin;

/// <summary>What the description of the API must know of something that is asked of the program itself: it is put beside the route and read from there.</summary>
/// <param name="Name">What client generators call it.</param>
/// <param name="Summary">A sentence for people.</param>
/// <param name="Body">What it asks of the body, in its own words: the same function reads it. Null when it takes none.</param>
/// <param name="Codes">What it may be refused with beside what any of them is.</param>
internal sealed record AdminOperation(string Name, string Summary, Func<Members, AdminBody>? Body = null, params string[] Codes);

/// <summary>What was read of a body: a text, or why it is refused.</summary>
internal readonly record struct AdminBody(string Text, Problem? Problem);

/// <summary>Something that is asked of the program itself, as it came.</summary>
/// <param name="By">Who asks, for what is kept of it: the subject where there is one, else the kind of caller.</param>
/// <param name="Text">What the operation asks of the body; empty when it takes none.</param>
/// <param name="Problem">Why it is refused, or null.</param>
internal readonly record struct AdminRequest(string By, string Text, Problem? Problem)
{
    public static async Task<AdminRequest> ReadAsync(HttpContext http, Func<Members, AdminBody>? read = null)
    {
        var (headers, members) = (new Headers(http.Request.Headers), await RequestBody.ReadAsync(http.Request));
        var caller = headers.Caller();
        var body = read?.Invoke(members) ?? new AdminBody("", members.Problem);
        var request = new AdminRequest(caller.Subject ?? CamelCase.Name(caller.Kind), body.Text, headers.Problem ?? body.Problem);
        if (request.Problem is null)
        {
            // As it stands in the request: decoded, it could begin a new line.
            Log(http).LogInformation("{By} asks for {Path}", request.By, http.Request.Path.ToUriComponent());
        }

        return request;
    }

    private static ILogger Log(HttpContext http) => http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Restaurant.Api.Admin");
}

internal static class AdminOperations
{
    /// <param name="status">Of the answer when nothing is wrong.</param>
    public static RouteHandlerBuilder Does<T>(this RouteHandlerBuilder route, AdminOperation operation, int status = StatusCodes.Status200OK) =>
        route.WithMetadata(operation).Produces<T>(status);
}
