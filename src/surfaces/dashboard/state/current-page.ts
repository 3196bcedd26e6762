import { computed } from '@preact/signals';
import { pageAt } from '../model/page-entry.ts';
import { PAGES } from '../pages/list.ts';
import { path } from '../router.ts';

/** The page of the address with its parameters; undefined where there is none. */
export const currentPage = computed(() => pageAt(PAGES, path.value));
