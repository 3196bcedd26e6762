/** Environment variable with the paths of the tests to run, separated by commas. */
export const TESTS_VARIABLE = 'QUIPU_MUTATE_TESTS';
