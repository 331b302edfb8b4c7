import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

/** What a folder may not import: app → features → records → kit; api from records and features. */
const arrows = {
  kit: ['@/app/*', '@/features/*', '@/records/*', '@/api/*'],
  api: ['@/app/*', '@/features/*', '@/records/*', '@/kit/*'],
  records: ['@/app/*', '@/features/*'],
  features: ['@/app/*'],
};

const forbidden = [
  { selector: 'ExportDefaultDeclaration', message: 'Name what a file gives.' },
  {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
    message: 'Trusted Types refuse it; draw it as elements.',
  },
  ...[
    "CallExpression[callee.name='useEffect'] AwaitExpression",
    "CallExpression[callee.name='useEffect'] CallExpression[callee.name=/^(fetch|call)$/]",
    "CallExpression[callee.name='useEffect'] MemberExpression[object.name='api']",
  ].map((selector) => ({ selector, message: 'Data comes by a query, not by an effect.' })),
  {
    selector:
      "CallExpression[callee.name='t'] > TemplateLiteral > :matches(CallExpression, ConditionalExpression)",
    message: 'Give a text named values, so that translators can read it.',
  },
];

const features = [
  'deals',
  'lines',
  'cases',
  'chat',
  'calendar',
  'timeline',
  'workflows',
  'reports',
  'campaigns',
  'settings',
  'operator',
  'conversion',
];

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts', 'tests/results'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...ts.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'tools/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'react-hooks': hooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 120, skipComments: true, skipBlankLines: true }],
      complexity: ['error', 15],
      'no-restricted-syntax': ['error', ...forbidden],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', package: '@tanstack/router-core', name: 'Redirect' }] },
      ],
    },
  },
  ...Object.entries(arrows).map(([folder, names]) => ({
    files: [`src/${folder}/**`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: names, message: 'app → features → records → kit' }] },
      ],
    },
  })),
  ...features.map((name) => ({
    files: [`src/features/${name}/**`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@/app/*'], message: 'app → features → records → kit' },
            {
              group: ['@/features/*', `!@/features/${name}`, `!@/features/${name}/**`],
              message: 'No feature imports another.',
            },
          ],
        },
      ],
    },
  })),
  {
    files: ['*.config.ts', '*.config.js', 'tools/**', 'tests/*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.mjs', 'eslint.config.js'],
    ...ts.configs.disableTypeChecked,
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', fetch: 'readonly', URL: 'readonly' },
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'tests/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
);
