/**
 * What fastify compiles of the schemas of its routes, compiled when it is first used: a start would
 * compile hundreds of them, for seconds, of which a process may ever use a few.
 */

import validators from '@fastify/ajv-compiler';
import serializers from '@fastify/fast-json-stringify-compiler';
import type { FastifyServerOptions } from 'fastify';

type Factory = NonNullable<
  NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']
>;

// biome-ignore lint/suspicious/noExplicitAny: functions made of schemas take anything
type Made = ((...args: any[]) => any) & { errors?: unknown };

/** Stands for what `make` gives until it is called; then makes it, once. */
function whenCalled(make: () => Made): Made {
  let made: Made | undefined;
  const standIn: Made = (...args) => {
    made ??= make();
    const answer = made(...args);
    standIn.errors = made.errors;
    return answer;
  };
  return standIn;
}

/**
 * The compilers fastify comes with. Errors: a schema that cannot be compiled is a failure of the
 * first request that needs it, not of the start; the tests ask every route.
 */
export function compilersWhenCalled(): Factory {
  const [buildValidator, buildSerializer] = [validators(), serializers()];
  return {
    buildValidator(schemas: unknown, options: unknown) {
      const compile = buildValidator(schemas as never, options as never) as (of: never) => Made;
      return (route: unknown) => whenCalled(() => compile(route as never));
    },
    buildSerializer(schemas: unknown, options: unknown) {
      const compile = buildSerializer(schemas, options as never) as (of: never) => Made;
      return (route: unknown) => whenCalled(() => compile(route as never));
    },
  };
}
