using Restaurant.Projections.ReadModel;

namespace Restaurant.Api.Http;

/// <summary>Answers with a part of a list as a plain array, and says where it goes on (RFC 8288): <c>Link: &lt;..&gt;; rel="next"</c>.</summary>
internal static class Page
{
    public const string Parameter = "cursor";

    public const string CursorForm = "is what a rel=\"next\" link of the same list, in the same order, holds";

    /// <param name="problem">What is wrong with the parameters, or null.</param>
    /// <param name="read">Reads the page.</param>
    /// <param name="representation">An entry as callers see it.</param>
    public static async Task<IResult> AnswerAsync<TEntry, T>(
        HttpContext http, Problem? problem, Func<Task<Page<TEntry>>> read, Func<TEntry, T> representation)
    {
        if (problem is not null)
        {
            return problem;
        }

        try
        {
            var page = await read();
            if (page.Next is { } next)
            {
                http.Response.Headers.Link = LinkTo(http.Request, Parameter, next.ToString());
            }

            return new Json<IReadOnlyList<T>>([.. page.Items.Select(representation)]);
        }
        catch (CursorMismatchException)
        {
            return Problem.ParameterInvalid($"The parameter '{Parameter}' {CursorForm}.");
        }
    }

    /// <summary>The header that says where a list goes on. All other parameters stay as they are.</summary>
    public static string LinkTo(HttpRequest request, string parameter, string next)
    {
        var parameters = request.Query
            .Where(given => !given.Key.Equals(parameter, StringComparison.OrdinalIgnoreCase))
            .SelectMany(given => given.Value, (given, value) => KeyValuePair.Create(given.Key, value))
            .Append(KeyValuePair.Create(parameter, (string?)next));
        // Relative, since what the server is called from outside is not its to know.
        return $"<{request.PathBase.Add(request.Path).ToUriComponent()}{QueryString.Create(parameters)}>; rel=\"next\"";
    }
}
